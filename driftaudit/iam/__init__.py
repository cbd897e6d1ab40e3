"""What IAM documents and roles allow, decided by meaning: pure, and usable as a library.

`compare_documents(a, b)` and `compare_permissions(a, b)` say what B allows, seen from A, with
witnesses: requests that one side allows and the other does not. `allows` and `denies` evaluate one
such request plainly; every witness was checked by them. `parse` says whether a document is valid.

>>> a = {"Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:Put*"], "Resource": "*"}}
>>> b = {"Statement": {"Effect": "Allow", "Action": "s3:getobject", "Resource": ["*"]}}
>>> made = compare_documents(a, b)
>>> made.verdict, made.exact, [(each.action, each.resource) for each in made.lost]
('less', True, [('s3:Put*', '*')])
>>> allows(a, made.lost[0]), allows(b, made.lost[0])
(True, False)

A witness's texts are patterns: `*` stands for anything that no other statement singles out, `${*}`
for a literal `*`, `${name}` for a constant. Its principal reads `*`, `AWS:arn:…`, `AWS:account` or
`Service:ec2.amazonaws.com`; its conditions name the keys that decide.

Taken as they are written: condition keys are independent (but for `aws:PrincipalArn`, which the
principal decides), a key has several values only where a set operator tests it, policy variables
are constants. Not known: SCPs, RCPs, session policies, rules private to one service.
"""

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
