"""What the action was asked for: `DRIFTAUDIT_ACTION_*`, each input checked before anything runs.

An input is a text that someone wrote into a workflow: never part of a shell's line, never an
option of its own. One that the command has no use for is an error, not a wish that is forgotten.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from driftaudit.errors import ConfigError
from driftaudit.model import Record

Command = Literal["check", "compare", "gate", "snapshot"]

PREFIX: Final = "DRIFTAUDIT_ACTION_"
WEBHOOK: Final = "DRIFTAUDIT_WEBHOOK_URL"
LABEL: Final = "driftaudit"

_CHOICE: Final = frozenset({"environments", "group", "allow-partial"})
_SUPPLY: Final = frozenset({"offline", "max-age", "fail-on"})
_TAKES: Final[dict[Command, frozenset[str]]] = {
    "check": _CHOICE | _SUPPLY,
    "compare": _CHOICE | _SUPPLY,
    "gate": frozenset({"offline", "max-age", "fail-on", "plan", "base", "allow-partial"}),
    "snapshot": _CHOICE,
}
"""What each command can be told; the gate is offline in any case."""

_BOOLEANS: Final = {"true": True, "false": False, "": False}


class Inputs(Record, frozen=True, kw_only=True):
    """The action's inputs; empty is what was not asked for.

    `environments` are names, globs or (for compare) references. `key` tells one comment or issue
    from another.
    """

    command: Command = "check"
    environments: tuple[str, ...] = ()
    group: str = ""
    config: str = ""
    fail_on: str = ""
    offline: bool = False
    max_age: str = ""
    plans: tuple[str, ...] = ()
    base: str = ""
    allow_partial: bool = False
    comment: bool = False
    issue: bool = False
    given_key: str = ""
    label: str = LABEL
    webhook: str = ""

    @property
    def key(self) -> str:
        """What tells this audit from others in the repository: what was asked for, or the key."""
        asked = (self.command, self.config, self.group, *self.environments)
        return self.given_key or " ".join(filter(None, asked))


def inputs_of(environ: Mapping[str, str]) -> Inputs:
    """The inputs that these variables hold.

    Raises:
        ConfigError: one cannot be meant; the message names the input as the action does.
    """
    command = _command(_text(environ, "command") or "check")
    inputs = Inputs(
        command=command,
        environments=tuple(_text(environ, "environments").replace(",", " ").split()),
        group=_text(environ, "group"),
        config=_text(environ, "config"),
        fail_on=_text(environ, "fail-on"),
        offline=_flag(environ, "offline"),
        max_age=_text(environ, "max-age"),
        plans=tuple(filter(None, map(str.strip, _text(environ, "plan").splitlines()))),
        base=_text(environ, "base"),
        allow_partial=_flag(environ, "allow-partial"),
        comment=_flag(environ, "comment"),
        issue=_flag(environ, "issue"),
        given_key=_text(environ, "key"),
        label=_text(environ, "label") or LABEL,
        webhook=environ.get(WEBHOOK, "").strip(),
    )
    _require_use(environ, command)
    return inputs


def _text(environ: Mapping[str, str], name: str) -> str:
    return environ.get(PREFIX + name.upper().replace("-", "_"), "").strip()


def _flag(environ: Mapping[str, str], name: str) -> bool:
    text = _text(environ, name)
    if text.lower() not in _BOOLEANS:
        raise ConfigError(f"the action's input {name} is {text!r}: expected true or false")
    return _BOOLEANS[text.lower()]


def _command(text: str) -> Command:
    for each in get_args(Command):
        if text == each:
            found: Command = each
            return found
    known = ", ".join(get_args(Command))
    raise ConfigError(f"the action's input command is {text!r}: expected one of {known}")


def _require_use(environ: Mapping[str, str], command: Command) -> None:
    for name in sorted(frozenset[str]().union(*_TAKES.values()) - _TAKES[command]):
        if _text(environ, name).lower() not in {"", "false"}:
            raise ConfigError(
                f"the action's input {name} means nothing to {command}\nnext: leave it out there"
            )
