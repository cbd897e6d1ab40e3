"""What GitHub is told of a report: outputs, step summary, annotations, comment, issue, webhook.

An edge: reads the runner's environment, writes the runner's files, calls GitHub's API. What
GitHub does not take never changes what was found, nor the exit status that stands for it.
"""
