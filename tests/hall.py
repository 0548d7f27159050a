"""A council in memory: script the replies, read the events."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from council.deliberation.brief import Brief, Member
from council.deliberation.controls import Controls
from council.deliberation.events import Event
from providers.calls import AttemptRecord
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.protocol import (
    FIRST_TEXT_SECONDS,
    CatalogueEntry,
    Deadline,
    Delta,
    Finish,
    Health,
    Key,
    ModelCall,
    ModelRef,
    Usage,
)
from providers.quota import UnlimitedLedger


@dataclass(frozen=True, slots=True)
class Hang:
    """A model that says nothing until it is cut or its deadline passes; `text` comes before."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Slow:
    """A model that answers after so many seconds."""

    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class CutOff:
    """An answer that ends at its length limit."""

    text: str


E = TypeVar("E")
Reply = str | ProviderError | Hang | Slow | CutOff


class ScriptedProvider:
    """Plays models by name: each call takes that model's next reply, the last one for ever."""

    name = "script"
    first_text_seconds = FIRST_TEXT_SECONDS

    def __init__(self, replies: dict[str, list[Reply]]) -> None:
        self.replies = replies
        self.calls: list[ModelCall] = []
        self._lock = threading.Lock()

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:  # noqa: ARG002
        with self._lock:
            self.calls.append(call)
            replies = self.replies[call.model]
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
        match reply:
            case ProviderError():
                raise reply
            case Hang(text):
                yield Delta(text=text)
                deadline.switch.wait(deadline.seconds_left())
                deadline.check()
            case Slow(seconds, text):
                deadline.switch.wait(seconds)
                yield from _said(text, Finish.STOP)
            case CutOff(text):
                yield from _said(text, Finish.LENGTH)
            case _:
                yield from _said(reply, Finish.STOP)

    def most_output_tokens(self, call: ModelCall) -> int:
        return call.max_tokens

    def catalogue(self, key: Key) -> list[CatalogueEntry]:  # noqa: ARG002
        return [CatalogueEntry(model) for model in self.replies]

    def probe(self, key: Key) -> Health:  # noqa: ARG002
        raise AssertionError("Nobody probes a scripted provider.")

    def prompt_of(self, model: str) -> str:
        """What this model was sent last, all messages in one text."""
        [call] = [call for call in self.calls if call.model == model][-1:]
        return "\n".join(message.content for message in call.messages)


class Hall:
    """A gateway over scripted members, and the events that a strategy emits there."""

    def __init__(self, **replies: list[Reply]) -> None:
        self.provider = ScriptedProvider(replies)
        self.events: list[Event] = []
        self.attempts: list[AttemptRecord] = []
        self._changed = threading.Condition()
        self.gateway = Gateway(
            providers={"script": self.provider},
            keys={},
            ledger=UnlimitedLedger(),
            record=self.attempts.append,
        )

    def emit(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, kind: type[Event], seconds: float = 5.0) -> None:
        """Until such an event was emitted."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: any(isinstance(event, kind) for event in self.events), seconds
            )
        assert found, f"No {kind.__name__} came"

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]


def brief(
    *members: str,
    quorum: int = 2,
    deadline_seconds: float = 20.0,
    grace_seconds: float = 0.2,
    controls: Controls | None = None,
    chair: str = "chair",
) -> Brief:
    """A query to these members, each with models of its own name: `ann` or `ann/ann2`."""
    return Brief(
        query="Why is the sea salty, canary?",
        members=tuple(member(name) for name in members),
        chair=member(chair),
        quorum=quorum,
        deadline_seconds=deadline_seconds,
        grace_seconds=grace_seconds,
        controls=controls or Controls(),
        started_at=time.monotonic(),
    )


def member(name: str) -> Member:
    first, *_ = models = name.split("/")
    return Member(first, first.title(), "reasoning", tuple(ModelRef("script", m) for m in models))


def _said(text: str, finish: Finish) -> Iterator[Delta]:
    for word in text.split(" "):
        yield Delta(text=f"{word} ")
    yield Delta(usage=Usage(10, len(text.split(" "))), finish=finish)
