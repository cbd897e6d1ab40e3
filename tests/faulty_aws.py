"""A proxy in front of the embedded AWS that fails as AWS does (microburst), on loopback."""

import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from driftaudit.demo.server import free_port

TRIES = 1200


class Faults:
    """The rules of a running proxy; `url` takes the place of the AWS behind it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def set(self, *rules: dict[str, Any]) -> None:
        """Replace all rules; none lets everything through."""
        self._send("POST" if rules else "DELETE", "rules", list(rules))

    def fired(self) -> list[dict[str, Any]]:
        """Every request that a rule has met, newest rules or older ones."""
        found: list[dict[str, Any]] = self._send("GET", "fired?limit=100000", None)
        return found

    def deny(self, *actions: str) -> None:
        """Answer AccessDenied, in each service's own words, to these IAM actions."""
        codes = {"ec2": "UnauthorizedOperation", "iam": "AccessDenied", "sts": "AccessDenied"}
        self.set(
            *(
                {
                    "service": service,
                    "operation": operation,
                    "error": {
                        "code": codes.get(service, "AccessDeniedException"),
                        "status": 403,
                        "message": f"User: reader is not authorized to perform: {action}",
                    },
                }
                for action in actions
                for service, operation in (action.split(":"),)
            )
        )

    def _send(self, method: str, what: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_microburst/{what}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def faults(upstream: str) -> Iterator[Faults]:
    """A proxy in front of `upstream`, without a rule yet."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="microburst-") as home:
        with (Path(home) / "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "microburst", "--upstream", upstream),
                    *("--host", "127.0.0.1", "--port", str(port)),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=home,
            )
        try:
            # By a name without dots: in one with dots it looks for the endpoints of every service,
            # which takes it three seconds and half a gigabyte.
            proxy = Faults(f"http://localhost:{port}")
            _wait(process, proxy, Path(home) / "log")
            yield proxy
        finally:
            process.kill()  # it holds no state, and waits for its last connections otherwise
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", proxy: Faults, log: Path) -> None:
    for _ in range(TRIES):
        try:
            proxy._send("GET", "health", None)
        except OSError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        return
    raise RuntimeError(f"microburst did not come up:\n{log.read_text()[-2000:]}")
