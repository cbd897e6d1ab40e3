"""What an environment tells about an incident: can a new node join it at all? Pure."""
