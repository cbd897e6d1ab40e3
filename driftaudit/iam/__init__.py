"""What IAM documents and roles allow, decided by meaning. Pure."""

from driftaudit.iam.compare import compare_documents, compare_permissions
from driftaudit.iam.documents import Document, Invalid
from driftaudit.iam.evaluate import allows, denies
from driftaudit.iam.grammar import parse
from driftaudit.iam.verdict import Comparison, Permissions, Verdict, Witness

__all__ = [
    "Comparison",
    "Document",
    "Invalid",
    "Permissions",
    "Verdict",
    "Witness",
    "allows",
    "compare_documents",
    "compare_permissions",
    "denies",
    "parse",
]
