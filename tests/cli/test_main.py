"""Whatever happens, the exit status says which kind of thing it was, without a traceback."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from driftaudit import __version__
from driftaudit.cli import main
from driftaudit.cli.main import COMMANDS, cli, run
from tests.cli.commands import command, finished, process
from tests.faulty_aws import Faults
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")


def every_command() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(cli)
    yield (), cli
    for name in COMMANDS:
        found = cli.get_command(context, name)
        assert found
        yield (name,), found
        for inner, each in getattr(found, "commands", {}).items():
            yield (name, inner), each


ALL = dict(every_command())
SECONDS = 60
"""For a process that ends at once, on a machine that has much else to do."""


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_explains_itself(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: driftaudit {' '.join(words)}".rstrip())
    for option in options(ALL[words]):
        assert option.opts[0] in shown
        assert option.help, option.name


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_option_has_a_variable_of_its_name(words: tuple[str, ...]) -> None:
    # The formats of a schema, and of a comparison of policies, are others than those of a report.
    own = {"schema": "SCHEMA_", "iam": "IAM_"}.get(words[0] if words else "", "")
    for option in options(ALL[words]):
        name = option.opts[-1].strip("-").replace("-", "_").upper()
        assert option.envvar == f"DRIFTAUDIT_{own if name == 'FORMAT' else ''}{name}"


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_a_list_of_commands_says_what_each_does_to_the_end(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the narrowest terminal in use, 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*words, "--help"]) == 0
    listed = capsys.readouterr().out.partition("\nCommands:\n")[2].partition("\n\n")[0]
    assert bool(listed) == isinstance(ALL[words], click.Group)
    assert all(line.endswith(".") for line in listed.splitlines())
    assert "..." not in listed


def options(of: click.Command) -> list[click.Option]:
    found = [each for each in of.params if isinstance(each, click.Option)]
    return [each for each in found if each.name not in {"help", "version"} and not each.hidden]


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"driftaudit {__version__}\n"


def test_python_runs_it_as_a_module() -> None:
    done = finished(None, "--version")
    assert (done.returncode, done.stdout) == (0, f"driftaudit {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [["chek"], ["check", "--nonsense"], ["check", "--format", "xml"], ["compare", "one"], []],
    ids=" ".join,
)
def test_a_wrong_command_line_is_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert "Usage: driftaudit" in capsys.readouterr().err


def broken(*_: object, **__: object) -> None:
    raise KeyError("a \x1b mistake\nof ours")


@pytest.mark.parametrize("flag", [[], ["-v"], ["-qv"], ["--verbose"]], ids=" ".join)
def test_a_bug_is_status_70_and_one_line_or_a_traceback(
    flag: list[str],
    clean_fleet: SeededFleet,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("driftaudit.audit.check", broken)
    assert clean_fleet.run(*flag, "check", "prod-us") == 70
    seen = capsys.readouterr()
    assert seen.out == ""
    if flag:
        assert "Traceback" in seen.err
        assert "in broken" in seen.err
    else:
        assert seen.err.startswith("driftaudit: a bug: KeyError: ")
        assert seen.err.count("\n") == 1


def test_the_variable_shows_where_a_bug_is_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("driftaudit.explain.explain", broken)
    monkeypatch.setenv("DRIFTAUDIT_VERBOSE", "1")
    assert run(["explain", "IAM001"]) == 70
    assert "in broken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "status"),
    [(KeyboardInterrupt(), 130), (main.Terminated(), 143), (click.Abort(), 130)],
)
def test_an_interrupt_has_the_status_of_its_signal(
    raised: BaseException, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_code: str) -> str:
        raise raised

    monkeypatch.setattr("driftaudit.explain.explain", stop)
    assert run(["explain", "IAM001"]) == status


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (
            FileNotFoundError(2, "No such file or directory", "/gone"),
            2,
            "driftaudit: /gone: No such file or directory\nnext: ",
        ),
        (OSError(28, "No space left on device"), 2, "driftaudit: No space left on device\nnext: "),
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
    ],
)
def test_what_the_system_refuses_is_neither_a_bug_nor_drift(
    raised: OSError,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(_code: str) -> str:
        raise raised

    monkeypatch.setattr("driftaudit.explain.explain", refuse)
    assert run(["explain", "IAM001"]) == status
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert bool(told) == bool(said)


@pytest.mark.parametrize(("words", "status"), [(["--version"], 0), (["explain", "NONE"], 2)])
def test_the_entry_point_exits_with_the_status(
    words: list[str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: dict[int, object] = {}
    monkeypatch.setattr("signal.signal", installed.__setitem__)
    monkeypatch.setattr("sys.argv", ["driftaudit", *words])
    with pytest.raises(SystemExit) as left:
        main.main()
    assert left.value.code == status
    with pytest.raises(main.Terminated):
        installed[signal.SIGTERM](signal.SIGTERM, None)


def test_an_interrupt_waits_for_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("sys.argv", ["driftaudit"])
    monkeypatch.setattr(main, "run", lambda _words: main.INTERRUPTED)
    left: list[int] = []
    monkeypatch.setattr("os._exit", left.append)
    with pytest.raises(SystemExit):
        main.main()
    assert left == [130]


def test_closed_streams_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    main._prepare_streams()
    assert sys.stdout.write("to nobody")
    sys.stdout.close()


def test_a_reader_that_leaves_is_no_drift_and_no_traceback() -> None:
    for words in (["--help"], ["check", "--help"], ["schema", "report"]):
        done = finished(None, *words, shell="| true", PYTHONUNBUFFERED="1")
        assert done.returncode in {0, 141}, words
        assert done.stderr == ""
    done = finished(None, "schema", "report", shell="| (sleep 0.4; exec <&-; sleep 1)")
    assert done.stderr == ""


def test_the_first_line_is_enough(clean_fleet: SeededFleet) -> None:
    done = finished(clean_fleet, "check", "prod-us", shell="| head -1")
    assert done.stdout == "prod-us checked against baseline:prod: no difference\n"
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("shell", "status", "said"),
    [(">&-", 0, ""), ("2>&-", 0, ""), (">&- 2>&-", 0, ""), ("> /dev/full", 2, "No space left")],
)
def test_streams_that_take_nothing(
    shell: str, status: int, said: str, clean_fleet: SeededFleet
) -> None:
    done = finished(clean_fleet, "check", "prod-us", shell=shell)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


@pytest.mark.parametrize("shell", ["2> /dev/full", "> /dev/full 2> /dev/full", "2>&1 | true"])
@pytest.mark.parametrize("words", [("chek",), ("explain", "NONE"), ("check", "--nonsense")])
def test_an_error_that_nobody_can_be_told_is_still_none_of_drift(
    words: tuple[str, ...], shell: str
) -> None:
    assert finished(None, *words, shell=shell).returncode == 2


@pytest.mark.parametrize(
    ("raised", "status"), [(KeyboardInterrupt(), 130), (KeyError("x"), 70), (OSError(28, "x"), 2)]
)
@pytest.mark.usefixtures("capsys")  # whose streams have no file that could be closed
def test_a_stderr_that_takes_nothing_leaves_the_status(
    raised: BaseException, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_code: str) -> str:
        raise raised

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("driftaudit.explain.explain", stop)
    monkeypatch.setattr("click.echo", full)
    assert run(["explain", "IAM001"]) == status


def test_a_terminal_that_lacks_characters_gets_them_spelled_out(clean_fleet: SeededFleet) -> None:
    done = finished(
        clean_fleet,
        *("check", "prod-us"),
        AWS_ENDPOINT_URL="nonsense",
        PYTHONIOENCODING="iso8859-1",
    )
    assert done.returncode == 2
    assert r"settings that AWS takes (driftaudit.yaml, AWS_\u2026 variables" in done.stdout


@pytest.fixture
def slow(faulty: Faults) -> Faults:
    """An AWS that lets one wait for every answer, and tells when it was asked."""
    milliseconds = 4 * SECONDS * 1000
    faulty.set({"service": "*", "latency": {"min": milliseconds, "max": milliseconds}})
    return faulty


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
@pytest.mark.parametrize("words", [["check"], ["snapshot"], ["doctor"]], ids=" ".join)
def test_stopped_while_it_reads_it_goes_at_once(
    words: list[str],
    number: signal.Signals,
    status: int,
    slow: Faults,
    clean_fleet: SeededFleet,
) -> None:
    asked = len(slow.fired())
    line, env = process(clean_fleet._replace(endpoint=slow.url), *words)
    with subprocess.Popen(
        line, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            while len(slow.fired()) == asked:
                assert running.poll() is None
            running.send_signal(number)
            out, err = running.communicate(timeout=SECONDS)
        finally:
            running.kill()
    assert running.returncode == status
    assert out == ""
    assert "Traceback" not in err


def test_quiet_and_progress(
    clean_fleet: SeededFleet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert command(clean_fleet, "doctor", "prod-us") == 0
    progress = capsys.readouterr().err
    assert "reading" in progress
    assert "100%  prod-us" in progress
    assert "None" not in progress
    assert command(clean_fleet, "-q", "doctor", "prod-us") == 0
    assert capsys.readouterr().err == ""
