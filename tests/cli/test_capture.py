from datetime import UTC, datetime, timedelta

import pytest

from driftaudit.cli.capture import fresh
from driftaudit.errors import StoreError
from tests.gate.made import MOMENT, snapshot

TAKEN = datetime.fromisoformat(MOMENT)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "limit", "message"),
    [
        (timedelta(), DAY, ""),
        (DAY, DAY, ""),
        (DAY * 1.001, DAY, "older than --max-age allows\nnext: driftaudit snapshot prod-us"),
        (DAY * 400, None, ""),
        (timedelta(minutes=-9), DAY, ""),
        (timedelta(minutes=-11), DAY, "which is yet to come: its age is not known\nnext: "),
        (-DAY, None, ""),
    ],
)
def test_a_snapshot_is_new_enough_or_refused(age, limit, message):
    moment = (TAKEN + age).astimezone(UTC)
    if not message:
        assert fresh(snapshot(), moment, limit) == snapshot()
        return
    with pytest.raises(StoreError, match="prod-us: the newest snapshot") as caught:
        fresh(snapshot(), moment, limit)
    assert message in str(caught.value)
