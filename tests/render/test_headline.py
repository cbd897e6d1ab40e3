import msgspec
import pytest

from driftaudit.assemble import summarize
from driftaudit.model import Gap, Impact, Waiver, Witness
from driftaudit.render.finding import WIDTH
from driftaudit.render.headline import headline, named
from driftaudit.render.summary import summary_line
from driftaudit.render.table import table
from tests.render.sample import HOSTILE, REPORT, environment, finding

ASSIGN, ATTACH = "ec2:AssignPrivateIpAddresses", "ec2:AttachNetworkInterface"
NEED = "vpc-cni gives pods their addresses with it; without it new nodes stay NotReady"
LESS = Impact(
    verdict="less",
    lost=tuple(Witness(action=each, resource="*") for each in (ASSIGN, ATTACH)),
    need=NEED,
)
GAP = Gap(kind="iam-role", operation="iam:x", code="AccessDenied", message="", needs="")
NAMES = ("prod-au", "prod-de", "prod-uk", "prod-us")


OWN = "arn:${partition}:iam::${account}:"


def report(*findings, environments=NAMES, **gaps):
    shown = tuple(
        environment(each, status="partial" if each in gaps else "ok", gaps=gaps.get(each, ()))
        for each in environments
    )
    return msgspec.structs.replace(
        REPORT,
        environments=shown,
        findings=findings,
        result="drift",
        summary=summarize(shown, findings),
    )


def lost(name, **fields):
    source = f"arn:aws:iam::1:role/eks/acme-{name}-vpc-cni"
    return finding(name, **{"environment": name, "impact": LESS, "source": source} | fields)


def test_it_says_what_is_lost_where_on_which_role_why_and_who_has_it():
    assert headline(report(lost("prod-de"))) == (
        f"prod-de can no longer {ASSIGN} (and 1 more): role acme-prod-de-vpc-cni lacks "
        f"AmazonEKS_CNI_Policy; {NEED}; prod-au, prod-uk and prod-us can"
    )


def test_environments_with_the_same_finding_share_it():
    assert headline(report(lost("prod-de"), lost("prod-uk"))) == (
        f"prod-de and prod-uk can no longer {ASSIGN} (and 1 more): role ${{cluster}}-vpc-cni "
        f"lacks AmazonEKS_CNI_Policy; {NEED}; prod-au and prod-us can"
    )


def test_of_an_environment_that_was_not_read_or_has_a_waiver_nothing_is_said():
    waived = lost("prod-uk", waiver=Waiver(reason="known", expires="2026-12-24"))
    shown = headline(report(lost("prod-de"), waived, **{"prod-us": (GAP,)}))
    assert shown.endswith("; prod-au can")
    assert not headline(report(lost("a"), environments=("a",))).endswith(" can")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"code": "IAM002", "impact": Impact(gained=(Witness(action="*", resource="*"),))},
            "prod-de can newly * on *: role acme-prod-de-vpc-cni has AmazonEKS_CNI_Policy attached",
        ),
        (
            {
                "code": "IAM003",
                "path": ("RolePolicyList", "x"),
                "impact": LESS,
                "used_by": ("addon/vpc-cni",),
            },
            (
                f"prod-de can no longer {ASSIGN} (and 1 more): role acme-prod-de-vpc-cni lacks "
                f"inline policy x; {NEED}; prod-au, prod-uk and prod-us can"
            ),
        ),
        (
            {
                "code": "IAM006",
                "title": "trust policy differs",
                "path": ("AssumeRolePolicyDocument",),
                "used_by": ("addon/vpc-cni", "access-entry/arn:x", "access-entry/arn:y"),
                "impact": Impact(
                    gained=(Witness(action="sts:AssumeRole", principal="AWS:999999999999"),)
                ),
            },
            (
                "in prod-de 999999999999 can newly sts:AssumeRole: role acme-prod-de-vpc-cni: "
                "trust policy differs; used by addon/vpc-cni and access-entry"
            ),
        ),
        (
            {
                "kind": "aws-auth",
                "code": "AUTH002",
                "title": "principal mapped",
                "resource": "arn:${partition}:iam::${account}:role/x",
                "path": (),
                "impact": Impact(access_gained=("group system:masters", "group b")),
            },
            "prod-de: aws-auth role/x gains group system:masters (and 1 more); principal mapped",
        ),
        (
            {
                "kind": "iam-policy",
                "resource": "logs",
                "source": "",
                "code": "IAM012",
                "title": "policy differs",
                "path": ("Document",),
                "impact": Impact(gained=(Witness(action="s3:*", resource="*"),)),
            },
            "prod-de can newly s3:* on *: policy logs: policy differs",
        ),
        (
            {
                "kind": "nodegroup",
                "resource": "workers",
                "source": "arn:aws:eks:r:1:nodegroup/x/workers/0b0edceb",
                "code": "NODE006",
                "title": "node role differs",
                "path": ("nodeRole",),
                "impact": LESS,
            },
            (
                f"prod-de can no longer {ASSIGN} (and 1 more): nodegroup workers: "
                f"node role differs; {NEED}"
            ),
        ),
        (
            {
                "kind": "cluster",
                "code": "EKS004",
                "title": "authentication mode differs",
                "impact": Impact(
                    access_lost=(f"{OWN}role/b: group x", f"{OWN}role/${{cluster}}: joins as node"),
                    need="nodes",
                ),
            },
            (
                "in prod-de role/acme-prod-de no longer joins as node (and 1 more): "
                "authentication mode differs; nodes"
            ),
        ),
        (
            {
                "kind": "oidc-provider",
                "code": "IAM013",
                "title": "provider missing",
                "impact": Impact(access_lost=(f"a/b can no longer take role {OWN}role/x: why",)),
            },
            "in prod-de a/b can no longer take role x: why; provider missing",
        ),
    ],
)
def test_other_effects(fields, said):
    assert headline(report(lost("prod-de", **fields))) == said


def test_what_is_not_known_exactly_is_not_claimed():
    unsure = msgspec.structs.replace(LESS, exact=False)
    assert headline(report(lost("prod-de", impact=unsure))).startswith(
        f"prod-de may have lost {ASSIGN} (and 1 more): role "
    )
    more = Impact(gained=(Witness(action="*", resource="*"),), exact=False)
    assert "prod-de may have gained * on *" in headline(report(lost("prod-de", impact=more)))


def test_who_lost_the_same_by_other_means_cannot_do_it_either():
    other = lost("prod-uk", kind="iam-policy", resource="logs", code="IAM012", severity="high")
    assert headline(report(lost("prod-de"), other)).endswith("; prod-au and prod-us can")


ELSE = Impact(verdict="less", lost=(Witness(action="s3:GetObject", resource="*"),))
MORE = Impact(verdict="more", gained=(Witness(action="*", resource="*"),))


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"impact": ELSE}, "prod-au, prod-uk and prod-us can"),
        (
            {"code": "IAM002", "change": "unexpected", "impact": MORE},
            "prod-au, prod-uk and prod-us",
        ),
        ({"code": "IAM006", "path": ("AssumeRolePolicyDocument",), "impact": None}, "prod-uk and "),
        ({"path": ("MaxSessionDuration",), "impact": None}, "prod-au, prod-uk and prod-us can"),
        ({"impact": LESS}, "; prod-au and prod-us can"),
        (
            {"impact": msgspec.structs.replace(ELSE, lost=(Witness(action="EC2:A*"),))},
            "; prod-au and prod-us can",
        ),
        ({"code": "IAM009", "path": (), "change": "missing", "impact": None}, "; prod-au and prod"),
        ({"impact": None}, ""),
        ({"impact": msgspec.structs.replace(ELSE, exact=False)}, ""),
        ({"impact": msgspec.structs.replace(ELSE, verdict="invalid")}, ""),
        ({"impact": msgspec.structs.replace(ELSE, notes=("only 200 witnesses are shown",))}, ""),
    ],
)
def test_who_can_is_told_by_the_effect_of_what_else_differs_on_the_role(fields, who):
    other = lost("prod-uk", severity="medium", **fields)
    told = headline(report(lost("prod-de"), other))
    assert who in told
    assert told.endswith(" can" if who else f"; {NEED}")


def test_what_was_put_there_comes_before_what_no_longer_denies_it():
    gained = Impact(gained=(Witness(action="*", resource="*"),))
    freed = lost("prod-de", code="IAM003", change="missing", path=("x", "a"), impact=gained)
    put = lost("prod-de", code="IAM004", change="unexpected", path=("x", "b"), impact=gained)
    assert "has inline policy b" in headline(report(freed, put))


def test_what_nodes_need_comes_before_what_is_only_as_grave():
    wide = Impact(gained=(Witness(action="*", resource="*"),))
    many = (lost(each, code="IAM002", change="unexpected", impact=wide) for each in NAMES)
    assert headline(report(*many, lost("prod-de"))).startswith("prod-de can no longer")


def test_a_role_that_may_do_less_comes_before_one_that_fewer_may_take():
    trust = Witness(action="sts:AssumeRole", principal="Service:ec2.amazonaws.com")
    untrusted = lost("prod-de", code="IAM006", impact=Impact(lost=(trust,), need=NEED))
    assert headline(report(untrusted, lost("prod-de"))).startswith(
        f"prod-de can no longer {ASSIGN}"
    )


def test_the_reference_of_a_pair_has_it():
    pair = report(lost("prod-de", reference="prod-ca"), environments=("prod-de",))
    reference = environment("prod-ca", reference="")
    told = headline(msgspec.structs.replace(pair, environments=(*pair.environments, reference)))
    assert told.endswith("; prod-ca can")


@pytest.mark.parametrize(
    "findings",
    [
        (),
        (lost("prod-de", impact=None),),
        (lost("prod-de", severity="medium"),),
        (lost("prod-de", impact=Impact(detail="x")),),
        (lost("prod-de", waiver=Waiver(reason="known", expires="2026-12-24")),),
        (lost("prod-de", severity="high"), lost("prod-uk", kind="cluster", impact=None)),
    ],
)
def test_without_such_a_finding_the_first_line_is_the_summary(findings):
    shown = report(*findings)
    assert headline(shown) == ""
    assert table(shown).splitlines()[0] == summary_line(shown)


def test_it_is_the_first_line_whole_and_the_summary_follows():
    shown = report(lost("prod-de"))
    assert len(headline(shown)) > WIDTH
    assert table(shown).splitlines()[:2] == [headline(shown), summary_line(shown)]


def test_other_peoples_text_is_clean():
    shown = headline(report(lost("prod-de", resource=HOSTILE, source="")))
    assert not {"\x1b", "\u202e", "\n"} & set(shown)


@pytest.mark.parametrize(
    ("names", "words"),
    [("a", "a"), ("ab", "a and b"), ("abcd", "a, b, c and d"), ("abcdef", "a, b, c and 3 more")],
)
def test_names(names, words):
    assert named(names) == words
