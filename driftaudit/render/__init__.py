"""A Report in, a string out. Pure."""
