"""The embedded AWS answers on loopback, and is gone whatever happens in the block."""

import os
import signal
import sys
from pathlib import Path

import pytest
import urllib3

from driftaudit.demo import server
from driftaudit.demo.server import embedded_aws, free_port, require_ministack
from driftaudit.errors import DemoError

pytestmark = [pytest.mark.enable_socket, pytest.mark.xdist_group("ministack")]

SILENT = "import time; time.sleep(60)"
STUBBORN = """
import http.server, os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"%d" % os.getpid())
port = int(os.environ["GATEWAY_PORT"])
http.server.HTTPServer((os.environ["BIND_HOST"], port), Healthy).serve_forever()
"""


def python(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def answers(url: str) -> bool:
    try:
        return urllib3.request("GET", f"{url}/_ministack/health", retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def test_it_answers_on_loopback_and_nowhere_afterwards(tmp_path: Path) -> None:
    with embedded_aws(tmp_path / "log") as url:
        assert url.startswith("http://127.0.0.1:")
        assert answers(url)
    assert not answers(url)


def test_an_error_in_the_block_ends_it_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), embedded_aws(tmp_path / "log") as url:
        raise KeyboardInterrupt
    assert not answers(url)


def test_one_that_ignores_sigterm_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "STOP_SECONDS", 0.1)
    with embedded_aws(tmp_path / "log", command=python(STUBBORN)) as url:
        process = int(urllib3.request("GET", url).data)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_one_that_dies_while_it_is_used_is_no_error(tmp_path: Path) -> None:
    with embedded_aws(tmp_path / "log", command=python(STUBBORN)) as url:
        os.kill(int(urllib3.request("GET", url).data), signal.SIGKILL)
    assert not answers(url)


def test_one_that_ends_at_once_is_an_error_naming_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = python("print('no room'); raise SystemExit(3)")
    with pytest.raises(DemoError, match=f"status 3; see {log}"), embedded_aws(log, command=command):
        pass
    assert log.read_text() == "no room\n"


def test_one_that_never_answers_is_an_error_and_is_ended(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        pytest.raises(DemoError, match=f"did not answer at http://127.0.0.1:.* see {log}"),
        embedded_aws(log, command=python(SILENT), start_seconds=0.2),
    ):
        pass


def test_settings_of_the_users_own_do_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"BIND_HOST": "0.0.0.0", "PERSIST_STATE": "1", "USE_SSL": "1"}.items():
        monkeypatch.setenv(name, value)
    log = tmp_path / "log"
    command = python("import os; print(sorted(os.environ.items()), flush=True); raise SystemExit")
    with pytest.raises(DemoError), embedded_aws(log, command=command):
        pass
    said = log.read_text()
    assert "('BIND_HOST', '127.0.0.1')" in said
    assert "('IOT_MTLS_ENABLED', '0')" in said
    assert "PERSIST_STATE" not in said
    assert "USE_SSL" not in said


def test_without_ministack_it_says_what_to_install() -> None:
    with pytest.raises(DemoError, match=r"pip install 'driftaudit\[demo\]'"):
        require_ministack("no_such_module_of_ours")


def test_a_free_port_can_be_bound() -> None:
    assert 1024 <= free_port() <= 65535
