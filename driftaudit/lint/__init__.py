"""What is wrong with one snapshot by itself, whatever it is held against."""
