"""What IAM documents and roles allow, decided by meaning. Pure."""
