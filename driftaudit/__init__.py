"""driftaudit tells how EKS environments differ: from baselines, from each other, from yesterday."""

__version__ = "0.1.0"
