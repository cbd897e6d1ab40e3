"""A loopback server that answers with given bytes, one answer a connection, and remembers."""

import json
import socketserver
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread


class Drip(bytes):
    """Bytes that are sent one at a time, for as long as the client listens."""


def http(status: int, body: object = b"", *, headers: Mapping[str, str] | None = None) -> bytes:
    """An HTTP answer, of JSON unless the body is bytes."""
    given = headers or {}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = {"Content-Type": "application/json", "Content-Length": str(len(content))} | given
    lines = [f"HTTP/1.1 {status} X", *(f"{key}: {value}" for key, value in head.items())]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content


class Scripted(socketserver.ThreadingTCPServer):
    """Sends the answers in turn, the last one for ever; `requests` are the heads it was sent."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: Sequence[bytes]) -> None:
        self.answers = list(answers)
        self.requests: list[str] = []
        self.stopped = Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_answer(self, request: str) -> bytes:
        self.requests.append(request)
        return self.answers[min(len(self.requests), len(self.answers)) - 1]


class _Handler(socketserver.BaseRequestHandler):
    server: Scripted

    def handle(self) -> None:
        request = b""
        # A client that speaks TLS (its first byte is 0x16) is answered at once.
        while b"\r\n\r\n" not in request and not request.startswith(b"\x16"):
            more = self.request.recv(65536)
            if not more:
                return
            request += more
        answer = self.server.next_answer(request.decode("latin-1"))
        try:
            if isinstance(answer, Drip):
                for byte in answer:
                    self.request.sendall(bytes([byte]))
                    self.server.stopped.wait(0.02)
            else:
                self.request.sendall(answer)
        except OSError:
            return


@contextmanager
def scripted(*answers: bytes) -> Iterator[Scripted]:
    """A running server with these answers."""
    with Scripted(answers) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
            thread.join()
