"""Lays a Terraform plan over an environment's snapshot: what the environment would be after it."""
