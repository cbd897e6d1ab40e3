from driftaudit.gate import blast
from tests.gate.made import baseline, snapshot, target


def changed(name, *, production=True, version="v1.11.1"):
    now = snapshot(name, version=version)
    before, after = baseline(version=version), baseline(version="v2")
    return target(now, before, after, production=production)


def test_one_production_environment_is_no_wide_blast():
    found = blast.answer((changed("prod-us"), changed("staging", production=False)))
    assert (found.status, found.answer) == ("ok", "prod-us, staging")


def test_several_production_environments_are_to_be_changed_one_at_a_time():
    several = (changed("prod-us"), changed("prod-de"), changed("staging", production=False))
    found = blast.answer(several)
    assert (found.status, found.environments) == ("warning", ("prod-de", "prod-us"))
    assert found.details == (
        "1. staging, then: driftaudit check staging",
        "2. prod-de, then: driftaudit check prod-de",
        "3. prod-us, then: driftaudit check prod-us",
    )


def test_one_that_already_is_what_the_change_says_is_not_counted():
    found = blast.answer((changed("prod-us"), changed("prod-de", version="v2")))
    assert (found.status, found.answer) == ("ok", "prod-us")
    assert blast.answer(()).answer == "no environment is changed"
