"""A GET-only Kubernetes client for a handful of reads."""
