"""The parts together: what one knows of a place corrects what another says of it."""

import pytest

from driftaudit.compare.pair import compared
from driftaudit.effects.effect import place_of
from driftaudit.effects.permissions import managed_documents
from driftaudit.effects.together import effects_of
from tests.effects.sides import arn, association, cluster, pod_trust, role, service_trust, side
from tests.effects.test_service_identity import AGENT_ADDON

ACCOUNT = "apps/search"
OWN = role("own", pod_trust(), ())
ADMIN = "AdministratorAccess"


@pytest.mark.parametrize(
    ("trust", "verdict", "gains"),
    [(pod_trust(), "more", True), (service_trust("ec2.amazonaws.com"), "less", False)],
)
def test_pods_gain_nothing_by_a_role_that_they_cannot_take(trust, verdict, gains):
    both = (cluster(), AGENT_ADDON, OWN, role("admin", trust, (ADMIN,)))
    before, after = (side(*both, association(ACCOUNT, arn(name))) for name in ("own", "admin"))
    found = compared(before, after)
    (difference,) = found.differences
    impact = effects_of(found, managed_documents()).impacts[place_of(difference)]
    assert (impact.verdict, bool(impact.gained)) == (verdict, gains)
    assert impact.access_lost
    assert bool(impact.access_gained) == gains
