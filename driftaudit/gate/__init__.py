"""The gate before a change: five questions about what it is about to do, answered in order.

Pure: what was stored, what was and what will be expected go in, a report comes out. One of the
questions, what would break, is also asked of a baseline that is about to be accepted.
"""
