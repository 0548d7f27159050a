"""What the rehearsed Ollama holds: the models it came with, and those it was told to fetch."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from itertools import islice

import orjson

from providers.rehearsal.connection import Reply, Request
from providers.rehearsal.wires.wire import BadRequest, Json, read_object
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

LAYER_BYTES = 4_294_967_296
STEPS = 8
STEP_SECONDS = 0.25
CRAWL_STEPS = 2.0
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

        Slow speech means slow fetching, in steps a second, and a drop comes behind so many steps;
        without memory the disk is full in the middle. Any other fault: there is no such model.
        """
        steps = STEPS_OF.get(fault.kind, refused)(model)
        is_whole = fault.kind in (Kind.OK, Kind.CRAWL)
        if read_object(request.body).get("stream") is False:
            reply.send(200, orjson.dumps(list(steps)[-1]))
        else:
            await self._tell(reply, steps, fault)
        if is_whole and model not in self.models():
            self._fetched.append(model)

    async def _tell(self, reply: Reply, steps: Iterator[Json], fault: Fault) -> None:
        crawls = fault.kind is Kind.CRAWL
        pause = 1 / fault.amount_or(CRAWL_STEPS) if crawls else self._step_seconds
        last = int(fault.amount_or(STEPS // 2)) if fault.kind is Kind.DROP else None
        reply.start(LINES)
        for step in islice(steps, last):
            reply.write(orjson.dumps(step) + b"\n")
            await asyncio.sleep(pause)
        if last is None:
            reply.finish()
        else:
            reply.drop()


def model_to_pull(request: Request) -> str:
    """Raises BadRequest."""
    body = read_object(request.body)
    model = body.get("model") or body.get("name")
    if not isinstance(model, str) or not model:
        raise BadRequest("model is required")
    return model.removesuffix(":latest")


def refused(_model: str) -> Iterator[Json]:
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


def until_the_disk_is_full(model: str) -> Iterator[Json]:
    yield from islice(progress(model), STEPS // 2)
    yield {"error": "write /models/blobs/sha256-partial: no space left on device"}


STEPS_OF = {
    Kind.OK: progress,
    Kind.CRAWL: progress,
    Kind.DROP: progress,
    Kind.NO_MEMORY: until_the_disk_is_full,
}
