"""API shapes in, portable resources out. Pure."""
