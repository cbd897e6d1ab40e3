"""Every rewrite of the corpus by what it is done to: a name, and an edit that means nothing."""

from tests.noise import access_cases, eks_cases, iam_cases, place_cases

TABLES = {
    "cluster": eks_cases.CLUSTER,
    "addon": eks_cases.ADDON,
    "nodegroup": eks_cases.NODEGROUP,
    "template": eks_cases.TEMPLATE,
    "document": iam_cases.DOCUMENT,
    "role": iam_cases.ROLE,
    "access": access_cases.ACCESS,
    "aws-auth": access_cases.AWS_AUTH,
    "group": access_cases.GROUP,
    "workload": access_cases.WORKLOAD,
}
CASES = tuple(
    (f"{table}: {name}", change) for table, rows in TABLES.items() for name, change in rows
)
PLACES = place_cases.PLACES
