"""The gate on the stored fleet: git before and after a change, and no AWS to call."""

import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.gated import answer, statuses, upgrade

CNI = "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy"


def test_no_change_passes(change, capsys):
    status, gate = change.gate()
    assert (status, gate["verdict"], gate["touched"]) == (0, "passed", [])
    assert capsys.readouterr().out.startswith("gate: passed: ")


def test_a_base_that_is_head_itself_is_told(clean, capsys):
    assert clean.stored.run("gate") == 0
    assert "the base is HEAD itself: only what is not committed" in capsys.readouterr().err
    upgrade(clean)
    clean.git("commit", "--quiet", "--all", "--message", "after")
    for arguments in ((), ("--base", "HEAD")):
        assert clean.stored.run("gate", *arguments) == 0
        assert "the base is HEAD" not in capsys.readouterr().err


def test_a_clean_change_passes_and_says_what_it_means(clean):
    upgrade(clean)
    status, gate = clean.gate()
    assert (status, gate["verdict"], gate["touched"]) == (0, "passed", ["prod-ca"])
    assert set(statuses(gate).values()) == {"ok"}
    assert "v1.11.1-eksbuild.9 → v1.11.4-eksbuild.2" in answer(gate, "meaning")["details"][0]
    (changed,) = gate["changes"]
    assert changed["path"] == ["addonVersion"]
    assert changed["location"]["file"] == "baselines/prod.yaml"


def test_a_drifted_target_blocks(change, capsys):
    upgrade(change)
    status, gate = change.gate()
    assert (status, gate["verdict"]) == (1, "blocked")
    assert gate["reason"].startswith(
        "you are about to change an environment that is not what you think it is: "
    )
    assert answer(gate, "targets")["environments"] == ["prod-au", "prod-de", "prod-uk", "prod-us"]
    assert answer(gate, "blast")["status"] == "warning"
    assert gate["order"][0] == "prod-au, then: driftaudit check prod-au"
    assert capsys.readouterr().out.startswith("gate: blocked: you are about to change")


def attach(change, policy):
    """Let the baseline expect another AWS-managed policy on the node role."""
    arn = "arn:${partition}:iam::aws:policy/"
    line = f"{arn}AmazonEKSWorkerNodePolicy: {{}}"
    text = (change.stored.baselines / "prod.yaml").read_text()
    indent = next(each for each in text.splitlines() if line in each).split("arn:")[0]
    change.edit("prod", f"{indent}{line}", f"{indent}{arn}{policy}: {{}}\n{indent}{line}")


def test_widened_iam_blocks_until_it_is_allowed(clean):
    attach(clean, "AdministratorAccess")
    status, gate = clean.gate()
    assert (status, statuses(gate)["meaning"]) == (1, "blocked")
    assert gate["reason"].startswith("it lets someone do more: iam-role ${cluster}-node in prod-ca")
    allowed, gate = clean.gate("--allow-more")
    assert (allowed, statuses(gate)["meaning"]) == (0, "warning")


def test_widened_iam_may_be_waived_by_the_change_itself(clean):
    attach(clean, "AdministratorAccess")
    _, gate = clean.gate()
    (changed,) = gate["changes"]
    expires = (datetime.now(UTC) + timedelta(days=9)).date()
    clean.stored.waivers.write_text(
        "version: 1\nwaivers:\n"
        f"  - fingerprint: {changed['fingerprint']}\n"
        f"    reason: break glass\n    expires: {expires}\n    owner: me\n"
    )
    status, gate = clean.gate()
    assert (status, statuses(gate)["meaning"]) == (0, "warning")
    assert any("it brings 1 waiver: " in each for each in answer(gate, "meaning")["details"])


def test_what_a_saved_report_of_the_gate_foresees_is_waived_by_its_fingerprint(clean, capsys):
    attach(clean, "AdministratorAccess")
    status, gate = clean.gate()
    (changed,) = gate["changes"]
    file, expires = str(clean.root / "gate.json"), (datetime.now(UTC) + timedelta(days=9)).date()
    named = (changed["fingerprint"], "--report", file)
    assert clean.stored.run("explain", *named) == 0
    assert "AdministratorAccess" in capsys.readouterr().out
    terms = ("--reason", "break glass", "--expires", str(expires))
    assert clean.stored.run("waive", *named, *terms) == 0
    allowed, gate = clean.gate()
    assert (status, allowed, statuses(gate)["meaning"]) == (1, 0, "warning")


def test_a_waiver_that_counts_for_nothing_is_told(clean):
    clean.stored.waivers.write_text("version: 1\nwaivers:\n  - {fingerprint: x, reason: r}\n")
    status, gate = clean.gate()
    assert (status, statuses(gate)["meaning"]) == (0, "warning")
    assert gate["reason"] == "no setting is changed; not all its waivers count"
    (told,) = answer(gate, "meaning")["details"]
    assert told.startswith("waivers.yaml:3 is no waiver that counts: fingerprint: 'x'")


def test_security_groups_that_let_no_node_in_block(clean):
    clean.edit("prod", "IpPermissions:\n        all from self: {}\n", "IpPermissions:\n")
    clean.edit("prod", "        tcp 10250 from ${vpc_cidr}: {}\n", "")
    status, gate = clean.gate()
    assert (status, statuses(gate)["breaks"]) == (1, "blocked")
    assert any("join check 9 would fail" in each for each in answer(gate, "breaks")["details"])


def test_a_broken_join_path_blocks(clean):
    clean.edit("prod", f"{CNI}: {{}}", f"{CNI}: {{$absent: true}}")
    status, gate = clean.gate("--allow-more")
    assert (status, statuses(gate)["breaks"]) == (1, "blocked")
    assert gate["reason"] == "it would break what a joining node needs in prod-ca"
    assert any("join check" in each for each in answer(gate, "breaks")["details"])


def test_a_network_that_loses_its_role_blocks(clean):
    role = "      serviceAccountRoleArn: arn:${partition}:iam::${account}:role/${cluster}-vpc-cni\n"
    clean.edit("prod", role, "")
    status, gate = clean.gate("--allow-more")
    assert (status, statuses(gate)["breaks"]) == (1, "blocked")
    assert any("join check 5 would fail" in each for each in answer(gate, "breaks")["details"])


def test_a_stale_snapshot_is_refused(clean):
    upgrade(clean)
    status, gate = clean.gate("--max-age", "0m")
    assert (status, gate["verdict"]) == (3, "unknown")
    (detail,) = (each for each in answer(gate, "targets")["details"] if "not read" in each)
    assert "older than --max-age allows" in detail
    assert "driftaudit snapshot prod-ca" in detail
    assert clean.gate("--max-age", "0m", "--allow-partial")[0] == 0


def test_an_environment_without_a_snapshot_is_unknown(clean):
    clean.stored.configure(
        "  prod-new:\n    account: '999999999999'\n    region: us-east-1\n"
        "    cluster: new\n    group: prod\n"
    )
    status, gate = clean.gate()
    assert (status, gate["touched"]) == (3, ["prod-new"])
    assert "no snapshot is stored" in answer(gate, "targets")["details"][0]


def test_a_baseline_that_is_deleted(clean, capsys):
    (clean.stored.baselines / "prod.yaml").unlink()
    status, gate = clean.gate()
    assert (status, gate) == (2, {})
    said = capsys.readouterr().err
    assert "the change deletes " in said
    assert "prod.yaml, without which prod-ca has no baseline" in said
    clean.stored.configure(
        "  prod-new:\n    account: '999999999999'\n    region: us-east-1\n"
        "    cluster: new\n    group: prod\n"
    )
    assert clean.gate() == (2, {})
    assert "without which prod-ca, prod-new have no baseline" in capsys.readouterr().err


def test_a_configuration_that_is_new(clean):
    clean.git("checkout", "--quiet", "--orphan", "empty")
    clean.git("rm", "-rfq", "--cached", ".")
    clean.git("commit", "--quiet", "--allow-empty", "--message", "nothing yet")
    clean.git("add", "driftaudit.yaml", "baselines")
    clean.git("commit", "--quiet", "--message", "first")
    status, gate = clean.gate(base="empty~1")
    assert (status, gate["touched"]) == (0, ["prod-ca"])
    assert "its first one is to say what is there" in " ".join(answer(gate, "targets")["details"])


def test_a_base_that_is_broken(clean, capsys):
    upgrade(clean)
    good = (clean.stored.baselines / "prod.yaml").read_text()
    clean.git("checkout", "--quiet", "main")
    (clean.stored.baselines / "prod.yaml").write_text("version: [")
    clean.git("commit", "--quiet", "--all", "--message", "broken")
    clean.git("checkout", "--quiet", "-B", "topic")
    (clean.stored.baselines / "prod.yaml").write_text(good)
    status, _ = clean.gate()
    assert status == 2
    assert re.search(r"at the base [0-9a-f]{12}: baselines/prod\.yaml:", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--base", "nowhere"), "no base to compare with: git knows none of nowhere"),
        (("--plan", "prod-xx=plan.json"), "there is no environment 'prod-xx'"),
        (("--plan", "prod-ca=none.json"), "none.json: cannot be read"),
        (("--plan", "prod-ca=a.json", "--plan", "prod-ca=b.json"), "names an environment twice"),
        (("--max-age", "soon"), "'soon' is no age"),
    ],
    ids=["base", "environment", "file", "twice", "age"],
)
def test_mistakes(clean, capsys, arguments, message):
    assert clean.stored.run("gate", "--base", "main", *arguments) == 2
    assert message in capsys.readouterr().err


def test_no_repository(stored, capsys):
    assert stored.run("gate", "--base", "main") == 2
    assert "not a git repository" in capsys.readouterr().err


def test_baselines_outside_the_repository(clean, tmp_path_factory, capsys):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(clean.stored.baselines, elsewhere, dirs_exist_ok=True)
    config = clean.stored.fleet.config
    config.write_text(config.read_text().replace("baselines: baselines", f"baselines: {elsewhere}"))
    clean.git("commit", "--quiet", "--all", "--message", "elsewhere")
    clean.git("branch", "--force", "main", "HEAD")
    assert clean.stored.run("gate", "--base", "main") == 2
    assert "is not in the work tree" in capsys.readouterr().err
