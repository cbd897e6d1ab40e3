"""Waiver files: read, checked, and written to; judge/waivers.py applies them."""
