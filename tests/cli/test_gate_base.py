"""No change passes its own drift: what it loosens, hides, renames, moves or takes out of sight."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.commands import only
from tests.cli.gated import Change, answer, statuses, upgrade

SENTENCE = "you are about to change an environment that is not what you think it is: "


@pytest.fixture
def drifted(stored):
    """One production environment, which has drifted."""
    only(stored.fleet, stored.fleet.config.parent, "prod-de")
    return Change(stored)


def blocked_by_drift(change, *names, **fields):
    """Whether the gate blocks because these environments have drifted."""
    status, gate = change.gate(**fields)
    assert (status, gate["verdict"], gate["answers"][0]["environments"]) == (
        1,
        "blocked",
        list(names),
    )
    assert gate["reason"].startswith(SENTENCE)
    return gate


def waive_everything(change):
    _, before = change.gate("--fail-on", "info")
    report = json.loads((change.root / "gate.json").read_text())
    expires = (datetime.now(UTC) + timedelta(days=9)).date()
    change.stored.waivers.write_text(
        "version: 1\nwaivers:\n"
        + "".join(
            f"  - {{fingerprint: {found['fingerprint']}, reason: r, expires: {expires}}}\n"
            for found in (*report["findings"], *before["changes"])
        )
    )


def test_a_threshold_that_is_raised(drifted):
    upgrade(drifted)
    drifted.configured("version: 1\n", "version: 1\nfail_on: none\n")
    gate = blocked_by_drift(drifted, "prod-de")
    assert (
        "fail_on goes from low to none: less counts as drift" in answer(gate, "meaning")["details"]
    )
    assert drifted.gate("--fail-on", "none")[0] == 0


def test_severities_that_are_lowered(drifted):
    upgrade(drifted)
    rule = "severity:\n  - {environments: ['*'], severity: info}\n"
    drifted.configured("version: 1\n", f"version: 1\n{rule}")
    gate = blocked_by_drift(drifted, "prod-de")
    assert any("rules of severity" in each for each in answer(gate, "meaning")["details"])


def test_waivers_that_the_change_brings(drifted):
    upgrade(drifted)
    waive_everything(drifted)
    gate = blocked_by_drift(drifted, "prod-de")
    assert any(each.startswith("it brings ") for each in answer(gate, "meaning")["details"])
    drifted.git("add", "--all", "baselines/waivers.yaml")
    drifted.git("stash", "--quiet", "--", "baselines/prod.yaml")
    drifted.git("commit", "--quiet", "--message", "waived")
    drifted.git("branch", "--force", "main", "HEAD")
    drifted.git("stash", "pop", "--quiet")
    assert drifted.gate()[0] == 0


def test_an_older_waiver_of_drift_does_not_make_it_the_rule(clean):
    upgrade(clean)
    waive_everything(clean)
    clean.git("add", "baselines/waivers.yaml")
    clean.git("commit", "--quiet", "--message", "waived")
    clean.git("branch", "--force", "main", "HEAD")
    _, gate = clean.gate()
    assert [each["waiver"] for each in gate["changes"]] == [None]


def test_kinds_that_are_audited_no_longer(drifted):
    path = drifted.stored.baselines / "prod.yaml"
    text = path.read_text().replace("not_audited:\n", "not_audited:\n  iam-role: later\n", 1)
    path.write_text(re.sub(r"(?m)^  iam-role:\n(?:   .*\n|\n)*", "", text))
    gate = blocked_by_drift(drifted, "prod-de")
    assert (
        "prod-de: iam-role will be audited no longer (later)"
        in (answer(gate, "meaning")["details"])
    )
    assert any("the change would hide this" in each for each in gate["answers"][0]["details"])


def test_an_environment_that_is_taken_out(change):
    only(change.stored.fleet, change.root, "prod-ca")
    gate = blocked_by_drift(change, "prod-au", "prod-de", "prod-uk", "prod-us")
    assert (
        "prod-de is gone from the configuration: it will be audited no longer"
        in (answer(gate, "meaning")["details"])
    )


def test_an_environment_that_is_fine_may_be_taken_out(clean):
    text = (clean.root / "driftaudit.yaml").read_text()
    clean.configured(text, text)
    clean.stored.configure(
        "  staging:\n    account: '444444444444'\n    region: us-east-1\n"
        "    cluster: acme-staging\n    group: nonprod\n"
    )
    clean.git("commit", "--quiet", "--all", "--message", "two")
    clean.git("branch", "--force", "main", "HEAD")
    (clean.root / "driftaudit.yaml").write_text(text)
    status, gate = clean.gate()
    assert (status, gate["touched"]) == (0, ["staging"])
    assert statuses(gate)["meaning"] == "warning"


def test_an_environment_under_another_name(drifted):
    drifted.configured("  prod-de:\n", "  prod-germany:\n")
    upgrade(drifted)
    blocked_by_drift(drifted, "prod-germany")


def test_a_group_under_another_name(drifted):
    drifted.configured("group: prod\n", "group: live\n")
    drifted.git("mv", "baselines/prod.yaml", "baselines/live.yaml")
    drifted.edit("live", "addonVersion: v1.11.1-eksbuild.9", "addonVersion: v1.11.4-eksbuild.2")
    gate = blocked_by_drift(drifted, "prod-de")
    assert answer(gate, "fleet")["answer"].startswith("live ")


def test_another_account_under_the_same_name(clean):
    text = (clean.root / "driftaudit.yaml").read_text()
    account = re.search(r'account: "(\d+)"', text)[1]
    clean.configured(account, "999999999999")
    status, gate = clean.gate()
    assert (status, gate["verdict"]) == (3, "unknown")
    assert "the newest snapshot is of cluster" in answer(gate, "targets")["details"][0]


def test_other_vars_leave_it_undecided_until_a_snapshot_has_them(clean):
    """What was portable by the words of then may not be by those of now: that is no pass."""
    domain = "domain: ca.acme.example"
    assert domain in (clean.root / "driftaudit.yaml").read_text()
    clean.configured(domain, "domain: other.example")
    status, gate = clean.gate()
    assert (status, gate["verdict"], gate["answers"][0]["status"]) == (3, "unknown", "unknown")
    assert "taken with other vars (domain)" in str(gate["answers"][0]["details"])
    status, report = clean.stored.check("prod-ca")
    (environment,) = report["environments"]
    assert (status, environment["gaps"][0]["code"]) == (3, "OtherVars")
    assert clean.stored.run("compare", "--offline", "prod-ca", "prod-ca@latest") == 3


def test_a_configuration_that_is_moved(drifted):
    (drifted.root / "infra").mkdir()
    drifted.git("mv", "driftaudit.yaml", "baselines", "infra")
    moved = drifted.stored.fleet._replace(config=drifted.root / "infra" / "driftaudit.yaml")
    drifted.stored = drifted.stored._replace(fleet=moved)
    upgrade(drifted)
    blocked_by_drift(drifted, "prod-de")


def test_a_store_that_the_change_brings(drifted):
    upgrade(drifted)
    drifted.configured("store: ", "store: elsewhere # ")
    blocked_by_drift(drifted, "prod-de")


def test_baselines_behind_a_link(drifted):
    drifted.git("mv", "baselines", "expected of it")
    (drifted.root / "baselines").symlink_to("expected of it")
    drifted.git("add", "--all", "baselines", "expected of it")
    drifted.git("commit", "--quiet", "--message", "linked")
    drifted.git("branch", "--force", "main", "HEAD")
    assert drifted.gate()[0] == 0
    upgrade(drifted)
    blocked_by_drift(drifted, "prod-de")


def test_baselines_by_their_absolute_path(drifted):
    """What they said at the base is read there, and not where they are now."""
    drifted.configured("baselines: baselines", f"baselines: {drifted.stored.baselines}")
    drifted.git("commit", "--quiet", "--all", "--message", "absolute")
    drifted.git("branch", "--force", "main", "HEAD")
    assert drifted.gate()[1]["touched"] == []
    upgrade(drifted)
    blocked_by_drift(drifted, "prod-de")


def test_baselines_outside_of_the_repository(drifted, capsys):
    beside = drifted.root.parent / f"{drifted.root.name} beside"
    drifted.stored.baselines.rename(beside)
    text = (drifted.root / "driftaudit.yaml").read_text()
    for written in (str(beside), f"../{beside.name}"):
        (drifted.root / "driftaudit.yaml").write_text(
            text.replace("baselines: baselines", f"baselines: {json.dumps(written)}")
        )
        drifted.git("commit", "--quiet", "--all", "--message", "outside")
        drifted.git("branch", "--force", "main", "HEAD")
        assert drifted.gate() == (2, {})
        said = capsys.readouterr().err
        assert f"{beside.name} is not in the work tree {drifted.root}: git" in said
        assert "driftaudit-base-" not in said


def test_baselines_that_are_layered(drifted):
    base = (drifted.stored.baselines / "prod.yaml").read_text()
    (drifted.stored.baselines / "common.yaml").write_text(base)
    (drifted.stored.baselines / "prod.yaml").write_text(
        "version: 1\nextends: common\nresources: {}\n"
    )
    assert drifted.gate()[1]["touched"] == []
    drifted.git("add", "--all", "baselines")
    drifted.git("commit", "--quiet", "--message", "layers")
    drifted.git("branch", "--force", "main", "HEAD")
    drifted.edit("common", "addonVersion: v1.11.1-eksbuild.9", "addonVersion: {$min: v1.11.4}")
    blocked_by_drift(drifted, "prod-de")


def test_what_is_in_the_work_tree_counts_and_what_is_committed_too(clean):
    upgrade(clean)
    assert clean.gate()[1]["touched"] == ["prod-ca"]
    clean.git("commit", "--quiet", "--all", "--message", "committed")
    assert clean.gate()[1]["touched"] == ["prod-ca"]
    assert clean.gate(base="HEAD")[1]["touched"] == []


def test_a_configuration_that_may_be_any_of_several(clean, capsys):
    for folder in ("a", "b"):
        (clean.root / folder).mkdir()
        (clean.root / folder / "driftaudit.yaml").write_text("version: 1\n")
    clean.git("add", "a", "b")
    clean.git("rm", "--quiet", "--cached", "driftaudit.yaml")
    clean.git("commit", "--quiet", "--message", "two elsewhere")
    clean.git("branch", "--force", "main", "HEAD")
    for folder in ("a", "b"):
        (clean.root / folder / "driftaudit.yaml").unlink()
    assert clean.gate() == (2, {})
    assert "may be any of those that are gone: a/driftaudit.yaml, b/" in capsys.readouterr().err


def test_a_configuration_that_was_broken(clean, capsys):
    good = (clean.root / "driftaudit.yaml").read_text()
    clean.configured("version: 1\n", "version: one\n")
    clean.git("commit", "--quiet", "--all", "--message", "broken")
    clean.git("branch", "--force", "main", "HEAD")
    (clean.root / "driftaudit.yaml").write_text(good)
    assert clean.gate() == (2, {})
    assert re.search(r"at the base [0-9a-f]{12}: driftaudit.yaml:", capsys.readouterr().err)
