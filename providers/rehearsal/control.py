"""The upstream's own routes, under /rehearsal/: set faults and answers, read calls and bills."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from providers.rehearsal.calls import Calls
from providers.rehearsal.connection import Reply, Request
from providers.rehearsal.faults import Faults
from providers.rehearsal.wires.wire import BadRequest, as_strings, read_object
from providers.scripted.scripts import EVERY_MODEL, UnknownFault


class Control:
    def __init__(self, faults: Faults, calls: Calls) -> None:
        self._faults = faults
        self._calls = calls
        self._answers: dict[str, list[str]] = {}
        self._routes: dict[tuple[str, str], Callable[[bytes], object]] = {
            ("PUT", "/rehearsal/faults"): self._set_faults,
            ("DELETE", "/rehearsal/faults"): lambda _: self._faults.clear(),
            ("PUT", "/rehearsal/answers"): self._set_answers,
            ("DELETE", "/rehearsal/answers"): lambda _: self._answers.clear(),
            ("GET", "/rehearsal/calls"): lambda _: self._calls.as_counts(),
            ("GET", "/rehearsal/arrivals"): lambda _: self._calls.as_arrivals(),
            ("GET", "/rehearsal/bills"): lambda _: self._calls.as_bills(),
            ("DELETE", "/rehearsal/calls"): lambda _: self._calls.clear(),
        }

    def respond(self, request: Request, reply: Reply) -> None:
        route = self._routes.get((request.method, request.path))
        if route is None:
            reply.send(404, orjson.dumps({"error": "There is no such route."}))
            return
        try:
            reply.send(200, orjson.dumps(route(request.body) or {}))
        except (BadRequest, UnknownFault) as error:
            reply.send(400, orjson.dumps({"error": str(error)}))

    def answer_of(self, model: str) -> str | None:
        """The scripted answer that is due, if any. The last one stays."""
        answers = self._answers.get(model) or self._answers.get(EVERY_MODEL)
        if not answers:
            return None
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _set_faults(self, body: bytes) -> None:
        self._faults.set({model: as_strings(given) for model, given in read_object(body).items()})

    def _set_answers(self, body: bytes) -> None:
        for model, given in read_object(body).items():
            self._answers[model] = list(as_strings(given))
