"""A real Chromium, driven over a pipe by the DevTools protocol: no driver, no port, no library.

https://chromedevtools.github.io/devtools-protocol/ ; `--remote-debugging-pipe` reads commands from
file descriptor 3 and writes answers to 4, each a JSON text with a NUL behind it.
"""

import base64
import json
import os
import select
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 60
KEYS = {"Enter": "\r", " ": " ", "/": "/"}
OPTIONS = (
    "--headless",
    "--no-sandbox",  # in CI, where everything is root's
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation",
  (event) => violations.push(event.violatedDirective + " " + event.blockedURI));
"""


def missing() -> str | None:
    """Why there is no browser to test with; None where there is one."""
    return None if any(map(shutil.which, NAMES)) else "Chromium is not installed"


class Chromium:
    """One browser with one tab: a new one for each document takes four times as long."""

    def __init__(self, profile: Path) -> None:
        program = next(filter(None, map(shutil.which, NAMES)))
        commands, self._out = os.pipe()
        self._in, answers = os.pipe()
        # Which descriptors it inherits is chance; a shell makes them the two that it expects.
        shell = f'exec "$@" 3<&{commands} 4>&{answers}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", program, *OPTIONS, f"--user-data-dir={profile}"],
            pass_fds=(commands, answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        self._rest = b""
        self._tab = ""
        self._opened = 0
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.call("Browser.close")
        self._process.wait(SECONDS)
        os.close(self._out)
        os.close(self._in)

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """The result of one command; what happened meanwhile is added to `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def wait_for(self, method: str, session: str) -> None:
        """Returns when the event has happened, now or before."""
        while not any(e.get("method") == method and e["sessionId"] == session for e in self.events):
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._in], [], [], SECONDS)[0]:
                raise AssertionError(f"Chromium has said nothing for {SECONDS} s")
            read = os.read(self._in, 1 << 20)
            if not read:
                raise AssertionError("Chromium is gone")
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def page(
        self,
        path: Path,
        fragment: str = "",
        *,
        script: bool = True,
        width: int = 1280,
        height: int = 900,
    ) -> "Page":
        """The document, loaded anew in the one tab, with nothing left of the page before it."""
        session = self._tab = self._tab or self._opened_tab()
        self._opened += 1
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", session, **size)
        self.call("Emulation.setEmulatedMedia", session, features=[])
        self.call("Emulation.setScriptExecutionDisabled", session, value=not script)
        self.events.clear()
        # The query makes it another document even where only the fragment is another.
        address = f"{path.as_uri()}?{self._opened}" + (f"#{fragment}" if fragment else "")
        self.call("Page.navigate", session, url=address)
        self.wait_for("Page.loadEventFired", session)
        return Page(self, session)

    def _opened_tab(self) -> str:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        session: str = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable", session)
        self.call("Page.addScriptToEvaluateOnNewDocument", session, source=WATCH)
        return session


class Page:
    """One loaded document."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of one command to this tab."""
        return self._browser.call(method, self._session, **parameters)

    def js(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        done = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in done:
            raise AssertionError(f"{expression}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other, as a person would."""
        for key in keys:
            text = {"text": KEYS[key]} if key in KEYS else {}
            code = {"windowsVirtualKeyCode": 13} if key == "Enter" else {}
            self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text, **code)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, **code)

    def type(self, text: str) -> None:
        """Types text into what has the focus."""
        self.call("Input.insertText", text=text)

    def settled(self) -> None:
        """Returns when what was asked for has been laid out, drawn and observed."""
        frame = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.js(f"{frame}.then(() => true)")

    def pdf(self) -> bytes:
        """The document as it is printed."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])

    def picture(self) -> bytes:
        """What can be seen, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the console, exceptions, and violations of the policy."""
        self.settled()
        told = [str(each) for each in self.js("window.violations") or []]
        for event in self._browser.events:
            match event.get("method"):
                case "Runtime.exceptionThrown" | "Runtime.consoleAPICalled":
                    told.append(json.dumps(event["params"]))
                case "Log.entryAdded":
                    told.append(event["params"]["entry"]["text"])
        return told

    @property
    def requests(self) -> list[str]:
        """Every address that was asked for."""
        sent = [e for e in self._browser.events if e.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]
