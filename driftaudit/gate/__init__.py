"""The gate before a change: five questions about what it is about to do, answered in order.

Pure: what was stored, what was and what will be expected go in, a report comes out.
"""
