"""Differences in; codes, severities and fixes out. The only place that decides what counts."""
