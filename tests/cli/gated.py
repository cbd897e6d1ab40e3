"""A repository with the stored fleet's configuration and baselines, and a change of them."""

import json
import subprocess

import pytest

from tests.cli.commands import only
from tests.cli.stored_fleet import Stored


class Change:
    """A repository with the fleet's configuration and baselines, and a change of them."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.root = stored.fleet.config.parent
        self.git("init", "--quiet")
        self.git("add", "driftaudit.yaml", "baselines")
        self.git("commit", "--quiet", "--message", "before")
        self.git("branch", "--move", "main")
        self.git("checkout", "--quiet", "-b", "topic")

    def git(self, *arguments):
        settings = ("user.name=t", "user.email=t@example.invalid", "commit.gpgsign=false")
        given = [word for each in settings for word in ("-c", each)]
        subprocess.run(["git", *given, *arguments], cwd=self.root, check=True, capture_output=True)

    def configured(self, old, new):
        """Replace a text of the configuration, wherever it stands."""
        path = self.root / "driftaudit.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def edit(self, name, old, new):
        """Replace a text of a baseline, once."""
        path = self.stored.baselines / f"{name}.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    def gate(self, *arguments, base="main"):
        """The exit status, and what the gate says."""
        file = self.root / "gate.json"
        file.unlink(missing_ok=True)
        status = self.stored.run("gate", "--base", base, "--output", f"json={file}", *arguments)
        return status, json.loads(file.read_text())["gate"] if file.exists() else {}


@pytest.fixture
def change(stored):
    """The whole fleet, of which several environments have drifted."""
    return Change(stored)


@pytest.fixture
def clean(stored):
    """One production environment, which is as expected."""
    only(stored.fleet, stored.fleet.config.parent, "prod-ca")
    return Change(stored)


def statuses(gate):
    return {each["id"]: each["status"] for each in gate["answers"]}


def answer(gate, name):
    return next(each for each in gate["answers"] if each["id"] == name)


def upgrade(change):
    change.edit("prod", "addonVersion: v1.11.1-eksbuild.9", "addonVersion: v1.11.4-eksbuild.2")
