import msgspec
import pytest

from driftaudit.model import Impact, Witness
from driftaudit.render.impact import impact_lines, impact_words
from tests.render.sample import finding

ASSIGN, ATTACH, CREATE, TAGS = (
    f"ec2:{each}"
    for each in (
        "AssignPrivateIpAddresses",
        "AttachNetworkInterface",
        "CreateNetworkInterface",
        "CreateTags",
    )
)
ENI = "arn:${partition}:ec2:*:*:network-interface/*"


def on(resource, *actions, **fields):
    return tuple(Witness(action=each, resource=resource, **fields) for each in actions)


LOST = (*on(ENI, TAGS), *on("*", ASSIGN, ATTACH, CREATE))
DENY = on("*", "iam:PassRole")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ()),
        ({"lost": LOST}, (f"loses {ASSIGN} and 2 more on *", f"loses {TAGS} on {ENI}")),
        ({"lost": LOST[:3]}, (f"loses {ASSIGN} and {ATTACH} on *", f"loses {TAGS} on {ENI}")),
        ({"gained": DENY}, ("gains iam:PassRole on *",)),
        (
            {"lost": (*DENY, *LOST[:1]), "denied": DENY},
            (f"loses {TAGS} on {ENI}", "newly denied: iam:PassRole on *"),
        ),
        (
            {
                "gained": (
                    Witness(
                        action="sts:AssumeRole",
                        principal="9",
                        conditions={"sts:ExternalId": ("a", "b"), "aws:MultiFactorAuth": None},
                    ),
                )
            },
            (
                (
                    "gains sts:AssumeRole for 9 when aws:MultiFactorAuth is absent"
                    " and sts:ExternalId is a or b"
                ),
            ),
        ),
        (
            {"lost": tuple(w for n in range(9) for w in on(f"arn:{n}", "s3:GetObject"))},
            (
                *(f"loses s3:GetObject on arn:{n}" for n in range(3)),
                "loses 6 more, on other resources or terms",
            ),
        ),
        (
            {"access_gained": ("group system:masters",), "access_lost": ("group a", "group b")},
            (
                "loses in the cluster: group a, group b",
                "gains in the cluster: group system:masters",
            ),
        ),
        ({"affects": tuple("abcdefg")}, ("affects a, b, c, d, e and 2 more",)),
        ({"need": "vpc-cni gives pods addresses"}, ("vpc-cni gives pods addresses",)),
        ({"notes": ("equal for today's actions",)}, ("equal for today's actions",)),
        (
            {"notes": ("p is unknown", "q is unknown"), "exact": False},
            ("not exact: p is unknown; q is unknown",),
        ),
        ({"exact": False}, ("not exact: not all of it could be decided",)),
        (
            {"detail": "entry 3 is shadowed", "refers_to": ("prod-us",)},
            ("entry 3 is shadowed", "names prod-us"),
        ),
    ],
)
def test_words(fields, words):
    assert impact_words(Impact(**fields)) == words


@pytest.mark.parametrize(
    ("code", "path", "cause"),
    [
        ("IAM001", ("AttachedManagedPolicies", "arn:x:policy/A"), ": A is not attached"),
        ("IAM002", ("AttachedManagedPolicies", "arn:x:policy/p/A"), ": A is attached"),
        ("IAM003", ("RolePolicyList", "in"), ": there is no inline policy in"),
        ("IAM004", ("RolePolicyList", "in"), ": inline policy in is not expected"),
        ("IAM005", ("RolePolicyList", "in", "Statement"), ""),
        ("IAM008", (), ""),
    ],
)
def test_the_first_line_says_what_has_happened(code, path, cause):
    found = finding("1", code=code, path=path, impact=Impact(lost=LOST[:2]))
    assert impact_lines(found) == (f"loses {TAGS} on {ENI}{cause}", f"loses {ASSIGN} on *")


def test_nothing_lost_has_no_cause():
    found = finding("1", impact=Impact(notes=("changes nothing",)))
    assert impact_lines(found) == ("changes nothing",)
    assert impact_lines(msgspec.structs.replace(found, impact=None)) == ()
