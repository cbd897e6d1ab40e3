"""Talks to AWS and Kubernetes and returns what they said, or a gap. Nothing else does."""
