"""What the rehearsed Ollama holds: the models it came with, and those it was told to fetch."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator

import orjson

from providers.rehearsal.connection import Reply, Request
from providers.rehearsal.wires.wire import BadRequest, Json, read_object
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

LAYER_BYTES = 4_294_967_296
STEPS = 8
STEP_SECONDS = 0.25
LINES = "application/x-ndjson"


class Library:
    """`speed` scales the waiting; 0 means none."""

    def __init__(self, models: tuple[str, ...], speed: float) -> None:
        self._models = models
        self._fetched: list[str] = []
        self._step_seconds = STEP_SECONDS / speed if speed > 0 else 0.0

    def models(self) -> tuple[str, ...]:
        return (*self._models, *self._fetched)

    def loaded(self, asked: list[str]) -> list[str]:
        """Those that answered since the start are still in memory."""
        return [model for model in self.models() if model in asked]

    async def pull(self, request: Request, reply: Reply, model: str, fault: Fault) -> None:
        """Lines of progress, and the last says success; an error is a line like the others.

        Whatever the fault is, here it means that there is no such model.
        """
        is_there = fault.kind is Kind.OK
        is_streamed = read_object(request.body).get("stream") is not False
        steps = list(progress(model) if is_there else refused())
        if not is_streamed:
            reply.send(200, orjson.dumps(steps[-1]))
        else:
            reply.start(LINES)
            for step in steps:
                reply.write(orjson.dumps(step) + b"\n")
                await asyncio.sleep(self._step_seconds)
            reply.finish()
        if is_there and model not in self.models():
            self._fetched.append(model)


def model_to_pull(request: Request) -> str:
    """Raises BadRequest."""
    body = read_object(request.body)
    model = body.get("model") or body.get("name")
    if not isinstance(model, str) or not model:
        raise BadRequest("model is required")
    return model.removesuffix(":latest")


def refused() -> Iterator[Json]:
    yield {"status": "pulling manifest"}
    yield {"error": "pull model manifest: file does not exist"}


def progress(model: str) -> Iterator[Json]:
    digest = hashlib.sha256(model.encode()).hexdigest()
    layer: Json = {"status": f"pulling {digest[:12]}", "digest": f"sha256:{digest}"}
    yield {"status": "pulling manifest"}
    yield {**layer, "total": LAYER_BYTES}
    for step in range(1, STEPS + 1):
        yield {**layer, "total": LAYER_BYTES, "completed": LAYER_BYTES * step // STEPS}
    for status in ("verifying sha256 digest", "writing manifest", "success"):
        yield {"status": status}
