"""A provider that repeats what it is told, key and question, in every refusal it makes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson

MODELS = ("ara", "jaco", "kea")
# In turn; after the last the key is not used again.
ANSWERS = ("honest", "stream", 500, 429, 400, 401)
TEXT = b'data: {"choices":[{"delta":{"content":"By rivers."}}]}\n\n'
FINISH = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


class Parrot(ThreadingHTTPServer):
    """Remembers the first line of every request, and how often it was asked for an answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Cage)
        self.lines: list[str] = []
        self.answers = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def running_parrot() -> Iterator[Parrot]:
    with Parrot() as parrot:
        thread = threading.Thread(target=parrot.serve_forever)
        thread.start()
        try:
            yield parrot
        finally:
            parrot.shutdown()
            thread.join()


class _Cage(BaseHTTPRequestHandler):
    server: Parrot

    def do_GET(self) -> None:
        models = [{"id": name} for name in MODELS]
        listed = {"data": models, "models": [{"name": "models/none-that-is-wanted"}]}
        self._answer(200, "application/json", orjson.dumps(listed))

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        way = ANSWERS[self.server.answers % len(ANSWERS)]
        self.server.answers += 1
        if way == "honest":
            self._answer(200, "text/event-stream", TEXT + FINISH)
            return
        heard = f"{dict(self.headers)} {said.decode()}"
        error = orjson.dumps({"error": {"message": heard, "code": heard, "type": heard}})
        if isinstance(way, int):
            self._answer(way, "application/json", error)
        else:
            self._answer(200, "text/event-stream", b"data: " + error + b"\n\n")

    def log_message(self, *_: object) -> None:
        self.server.lines.append(self.requestline)

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
