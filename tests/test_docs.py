"""The documentation is true: nothing is stale, what is named exists, steps can be taken."""

import importlib
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from driftaudit.baselines import load as load_baseline
from driftaudit.cli.main import cli, run
from driftaudit.compare.matchers import CHECKS
from driftaudit.config import load
from driftaudit.demo.settings import environment, variables
from driftaudit.diagnose.join import join_checks
from driftaudit.judge.codes import CODES
from driftaudit.model import Impact
from driftaudit.render import RENDERERS
from driftaudit.waivers.file import load as load_waivers
from tests.diagnose.healthy import put
from tests.fleet import SeededFleet

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
GENERATED = re.compile(r"<!-- generated: .*?<!-- end -->", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
INLINE = re.compile(r"`(driftaudit [^`\n]+)`")
PLACES = re.compile(r"(?<![\w./-])/(?:tmp|home|root|work|Users)\b")

OF_OTHERS = {"performance.md"}
"""Pages that name options of other programs: the benchmarks'."""

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(page: Path, *languages: str) -> Iterator[str]:
    """The code blocks of a page in some languages, without the indentation of a list."""
    for language, text in FENCE.findall(page.read_text()):
        if language in languages:
            margin = min(len(line) - len(line.lstrip()) for line in text.splitlines() if line)
            yield "".join(line[margin:] for line in text.splitlines(keepends=True))


def by_hand(page: Path) -> str:
    return GENERATED.sub("", page.read_text())


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text())


def command_lines(page: Path) -> Iterator[str]:
    """Every driftaudit command that a page names, in blocks and in sentences."""
    for block in blocks(page, "sh", "console"):
        for line in block.splitlines():
            if found := re.match(r"(?:\$ )?(?:\.venv/bin/)?(driftaudit .*)", line):
                yield found[1]
    yield from (" ".join(each.split()) for each in INLINE.findall(prose(page)))


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.enable_socket
@pytest.mark.xdist_group("docs")
def test_nothing_that_is_generated_is_stale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Runs the demo once: its screens are in the pages. `make docs` mends what this finds."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    status = importlib.import_module("generate").main(["--check"])
    assert status == 0, capsys.readouterr().out[-6000:]


def test_the_pages_hold_commands_to_check() -> None:
    assert sum(len(list(command_lines(page))) for page in PAGES) > 15


@every_page
def test_every_command_that_is_named_can_be_called_so(page: Path) -> None:
    """Parsed by the program's own commands, down to values of options; none is invoked."""
    for line in command_lines(page):
        parse(cli, shlex.split(line, comments=True)[1:], None, line)


def parse(command: click.Command, words: list[str], parent: click.Context | None, line: str):
    """Go down the groups as click does; what it refuses fails with the line."""
    if not words and isinstance(command, click.Group):
        return
    try:
        context = command.make_context(command.name, list(words), parent=parent)
    except click.exceptions.Exit:  # --help, --version
        return
    except click.MissingParameter:
        assert not words, f"{line}: something is missing"  # a bare name is only a mention
        return
    except click.ClickException as refused:
        pytest.fail(f"{line}: {refused.format_message()}")
    if isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        found = command.get_command(context, rest[0])
        assert found, f"{line}: there is no command {rest[0]}"
        parse(found, rest[1:], context, line)


def options(command: click.Command, *group: str) -> Iterator[tuple[str, click.Option]]:
    """Every option of a command and of all below it, with the first word of its command."""
    yield from (("".join(group), each) for each in command.params if isinstance(each, click.Option))
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from options(command.get_command(context, name), *(group or (name,)))


EVERY_OPTION = [
    each
    for each in options(cli)
    if each[1].opts[-1] not in {"--version", "--help"} and not each[1].hidden
]


def test_every_option_has_the_variable_that_the_pages_promise() -> None:
    """DRIFTAUDIT_ and its name; with the command between only where the page names it so."""
    own = set(re.findall(r"`(DRIFTAUDIT_\w+_FORMAT)`", by_hand(ROOT / "docs" / "commands.md")))
    used = set()
    for command, option in EVERY_OPTION:
        name = option.opts[-1].strip("-").replace("-", "_").upper()
        longer = f"DRIFTAUDIT_{command.upper()}_{name}"
        assert option.envvar == (longer if longer in own else f"DRIFTAUDIT_{name}")
        used |= {option.envvar} & own
    assert used == own


def test_one_variable_means_the_same_to_every_command() -> None:
    """Set for a whole job, it neither breaks a command nor is anything else there."""
    meant: dict[str, tuple[object, ...]] = {}
    for command, option in EVERY_OPTION:
        choices = tuple(getattr(option.type, "choices", ()))
        shape = (option.type.name, choices, option.multiple, option.is_flag)
        assert meant.setdefault(option.envvar, shape) == shape, (command, option.envvar)


def leaves(command: click.Command) -> Iterator[click.Command]:
    if not isinstance(command, click.Group):
        yield command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        yield from leaves(command.get_command(context, name))


@pytest.mark.parametrize("command", [*leaves(cli)], ids=lambda each: each.name)
def test_examples_of_help_can_be_called(command: click.Command) -> None:
    """Each command has some, but the action's one step, which nobody calls by hand."""
    examples = re.findall(r"^  (driftaudit .*)$", command.epilog or "", re.MULTILINE)
    assert bool(examples) == (command.name != "run")
    for line in examples:
        parse(cli, shlex.split(line)[1:], None, line)


@pytest.mark.parametrize(
    "page", [each for each in PAGES if each.name not in OF_OTHERS], ids=lambda page: page.name
)
def test_options_that_sentences_name_exist(page: Path) -> None:
    known = {name for _, each in options(cli) for name in each.opts} | {"--help"}
    named = set(re.findall(r"`(--?[a-z][a-z-]*)", GENERATED.sub("", prose(page))))
    assert named <= known


@every_page
def test_codes_that_are_named_exist(page: Path) -> None:
    families = "|".join({code.rstrip("0123456789") for code in CODES})
    named = set(re.findall(rf"\b((?:{families})\d{{3}})\b", page.read_text()))
    assert named <= set(CODES)


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", FENCE.sub("", target.read_text()), re.MULTILINE)
            assert anchor in map(slug, headings), link


@every_page
def test_blocks_of_data_can_be_read(page: Path) -> None:
    for text in blocks(page, "json"):
        json.loads(text)
    for text in blocks(page, "yaml"):
        assert yaml.safe_load(text)


@pytest.mark.parametrize(
    "page", [each for each in PAGES if each.name != "baselines.md"], ids=lambda page: page.name
)
def test_configurations_are_accepted(page: Path, tmp_path: Path) -> None:
    for text in blocks(page, "yaml"):
        if "\nenvironments:" in text and not text.startswith("# baselines/"):
            (tmp_path / "driftaudit.yaml").write_text(text)
            assert load(tmp_path / "driftaudit.yaml").targets


@every_page
def test_pages_name_no_place_of_one_machine(page: Path) -> None:
    assert not PLACES.search(page.read_text())


def test_targets_of_make_exist() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    text = "".join(page.read_text() for page in PAGES)
    named = re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)
    assert named
    assert set(named) <= set(targets)


@pytest.mark.enable_socket
@pytest.mark.xdist_group("drifted-fleet")
def test_the_first_steps_can_be_taken(
    drifted_fleet: SeededFleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The README's commands from `doctor` on, in their order, in a folder of one's own."""
    text = drifted_fleet.config.read_text()
    text = re.sub(r"^baselines: .*", "baselines: baselines", text, flags=re.MULTILINE)
    (tmp_path / "driftaudit.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    steps = prose(ROOT / "README.md").split("## First steps")[1].split("\n## ")[0]
    assert re.findall(r"`(driftaudit (?:doctor|check))`", steps) == [
        "driftaudit doctor",
        "driftaudit check",
    ]
    written = "".join(blocks(ROOT / "README.md", "sh"))
    assert "driftaudit baseline accept prod-ca" in written
    with environment(variables(drifted_fleet.endpoint)):
        assert run(["doctor"]) == 0
        assert run(["baseline", "accept", "prod-ca"]) == 0
        assert run(["baseline", "accept", "--group", "nonprod"]) == 0
        assert run(["snapshot"]) == 0
        assert run(["check"]) == 1
        assert run(["compare", "prod-us@latest", "prod-us"]) == 0
        assert run(["compare", "baseline:prod", "prod-us@latest"]) == 1
        assert run(["compare", "prod-ca", "staging@latest"]) == 1


def test_the_baseline_that_is_shown_is_one(tmp_path: Path) -> None:
    page = ROOT / "docs" / "baselines.md"
    ((_, text),) = (each for each in FENCE.findall(by_hand(page)) if each[0] == "yaml")
    (tmp_path / "org.yaml").write_text("version: 1\nresources: {}\n")
    (tmp_path / "prod.yaml").write_text(text)
    shown = load_baseline(tmp_path / "prod.yaml")
    assert set(shown.environments) == {"prod-de"}


def test_the_layers_and_waivers_that_are_shown_are_some(tmp_path: Path) -> None:
    """Generated, they were used; here what a reader would copy is read as it stands."""
    page = ROOT / "docs" / "baselines.md"
    generated = [each for each in blocks(page, "yaml") if each.startswith("# baselines/")]
    override, layer, waivers = generated
    (tmp_path / "org.yaml").write_text("version: 1\nresources: {}\n" + override)
    (tmp_path / "prod.yaml").write_text(layer)
    (tmp_path / "waivers.yaml").write_text(waivers)
    shown = load_baseline(tmp_path / "prod.yaml")
    assert set(shown.environments) == {"prod-uk"}
    assert shown.mode == {"default": "exact", "nodegroup": "subset"}
    read = load_waivers(tmp_path / "waivers.yaml")
    assert (len(read.waivers), read.invalid) == (1, ())


def test_every_format_is_told_of() -> None:
    text = (ROOT / "README.md").read_text()
    assert set(re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)) == set(RENDERERS)


def test_every_page_is_found_from_the_first() -> None:
    listed = {link.partition("#")[0] for link in LINK.findall(prose(ROOT / "README.md"))}
    assert {f"docs/{page.name}" for page in PAGES[1:]} <= listed


def test_every_field_of_an_impact_is_told_of() -> None:
    text = by_hand(ROOT / "docs" / "report.md")
    told = text.split("## What a finding does")[1].split("\n## ")[0]
    assert set(Impact.__struct_fields__) <= set(re.findall(r"`(\w+)`", told))


def test_every_matcher_is_told_of() -> None:
    text = (ROOT / "docs" / "baselines.md").read_text()
    assert {f"${name}" for name in re.findall(r"`\{\$(\w+): ", text)} == set(CHECKS)


def test_every_join_check_is_named_with_its_number() -> None:
    words = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    for each in join_checks(put()):
        assert f" {each.number} {each.title}" in words
