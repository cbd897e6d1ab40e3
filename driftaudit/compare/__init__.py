"""Two sides in, differences out. Pure."""
