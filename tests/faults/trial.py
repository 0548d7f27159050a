"""Plays one fault to one voice of a council, in memory, over real HTTP, and looks at all of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final, Literal

from council.deliberation.brief import Brief, Member, Outcome
from council.deliberation.events import (
    Event,
    OpinionDelta,
    OpinionGiven,
    OpinionStarted,
    SynthesisDelta,
    SynthesisGiven,
    SynthesisStarted,
)
from council.deliberation.strategies import panel
from providers.adapters.framing import Frame
from providers.adapters.openai_compatible import OpenAICompatible
from providers.adapters.parameters import Fitted
from providers.calls import AttemptRecord
from providers.gateway.door import Gateway
from providers.gateway.means import Commons
from providers.protocol import Key, ModelCall, ModelRef
from providers.quota import UnlimitedLedger
from tests.faults.scenarios import ANSWER_SECONDS, SCENARIOS, WORDS, Answered, Scenario
from tests.integration.rehearsal import Rehearsal

Role = Literal["member", "chair"]
Way = Literal["streamed", "whole"]
ROLES: Final[tuple[Role, ...]] = ("member", "chair")
WAYS: Final[tuple[Way, ...]] = ("streamed", "whole")
DEADLINE_SECONDS: Final = 90.0
HEALTHY: Final = ("ann", "bob", "cleo")  # who answer in one word, also in one piece
QUERY: Final = "Why is the sea salty, canary?"


class AllAtOnce(OpenAICompatible):
    """Asks for the whole answer in one piece."""

    def _body(self, call: ModelCall, fitted: Fitted) -> Frame:
        body: dict[str, Any] = super()._body(call, fitted)
        body.pop("stream_options", None)
        return {**body, "stream": False}


ADAPTERS: Final = {"streamed": OpenAICompatible, "whole": AllAtOnce}


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it; `wrong` says in sentences what should have been otherwise."""

    scenario: Scenario
    role: Role
    way: Way
    seconds: float
    calls: int
    by: Answered
    wrong: tuple[str, ...] = ()


@dataclass(slots=True)
class _Stage:
    """One council around the voice that is tried."""

    upstream: Rehearsal
    scenario: Scenario
    role: Role
    way: Way
    events: list[Event] = field(default_factory=list)
    attempts: list[AttemptRecord] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def model(self, name: str, context_tokens: int = 8_192) -> ModelRef:
        own = f"{name}-{self.scenario.name}-{self.role}-{self.way}".replace(" ", "-")
        return ModelRef("rehearsal", own, own, own, context_tokens)

    def emit(self, event: Event) -> None:
        with self.lock:
            self.events.append(event)

    def record(self, attempt: AttemptRecord) -> None:
        with self.lock:
            self.attempts.append(attempt)


def play_all(upstream: Rehearsal, scenarios: Sequence[Scenario] = SCENARIOS) -> list[Trial]:
    """Every scenario for every role and way, all at the same time."""
    trials = [(scenario, role, way) for scenario, role, way in product(scenarios, ROLES, WAYS)]
    with ThreadPoolExecutor(len(trials)) as pool:
        return list(pool.map(lambda trial: play(upstream, *trial), trials))


def play(upstream: Rehearsal, scenario: Scenario, role: Role, way: Way) -> Trial:
    stage = _Stage(upstream, scenario, role, way)
    first, fallback = stage.model("first"), stage.model("fallback", 131_072)
    healthy = {stage.model(name).name: ["Because."] for name in HEALTHY}
    tried = {first.name: [said_by("one")], fallback.name: [said_by("two")]}
    upstream.set_answers({**healthy, **tried})
    upstream.put_faults({first.name: list(scenario.script)})
    began = time.monotonic()
    synthesis = panel(_brief(stage, first, fallback), _gateway(stage), stage.emit)
    outcome = synthesis.outcome
    seconds = time.monotonic() - began
    attempts = [a for a in stage.attempts if a.model in (first, fallback)]
    by = _answered(attempts, first, fallback)
    own = [attempt for attempt in attempts if attempt.model == first]
    return Trial(
        scenario,
        role,
        way,
        _seconds_of(attempts),
        len(own),
        by,
        tuple(_Check(stage, attempts, by, first, fallback).wrong(outcome, seconds)),
    )


def said_by(word: str) -> str:
    return " ".join(f"{word}{number}" for number in range(WORDS))


def _brief(stage: _Stage, first: ModelRef, fallback: ModelRef) -> Brief:
    """The tried voice among healthy ones."""
    healthy = [Member(name, name, "", (stage.model(name, 131_072),)) for name in HEALTHY]
    tried = Member("tried", "tried", "", (first, fallback))
    members = (tried, *healthy[:2]) if stage.role == "member" else tuple(healthy[:2])
    return Brief(
        query=QUERY,
        members=members,
        chair=tried if stage.role == "chair" else healthy[2],
        quorum=2,
        deadline_seconds=DEADLINE_SECONDS,
        grace_seconds=DEADLINE_SECONDS,
    )


def _gateway(stage: _Stage) -> Gateway:
    return Gateway(
        providers={"rehearsal": ADAPTERS[stage.way](stage.upstream.url, name="rehearsal")},
        keys={"rehearsal": (Key("canarykey"),)},
        ledger=UnlimitedLedger(),
        record=stage.record,
        commons=Commons(),
    )


def _answered(tried: Sequence[AttemptRecord], first: ModelRef, fallback: ModelRef) -> Answered:
    whole = [attempt.model for attempt in tried if attempt.status == "succeeded"]
    return {first: Answered.FIRST, fallback: Answered.FALLBACK}.get(
        whole[-1] if whole else ModelRef("", ""), Answered.NOBODY
    )


def _seconds_of(tried: Sequence[AttemptRecord]) -> float:
    began = min(attempt.started_at for attempt in tried)
    return (max(attempt.ended_at for attempt in tried) - began).total_seconds()


@dataclass(frozen=True, slots=True)
class _Check:
    stage: _Stage
    tried: Sequence[AttemptRecord]
    by: Answered
    first: ModelRef
    fallback: ModelRef

    def wrong(self, outcome: Outcome, seconds: float) -> list[str]:
        """Everything that is not as the scenario has it."""
        scenario = self.stage.scenario
        expected = self._expected()
        took = _seconds_of(self.tried)
        calls = sum(attempt.model == self.first for attempt in self.tried)
        allowed = scenario.seconds + ANSWER_SECONDS
        complaints = {
            f"{self.by} answered": self.by is not expected,
            f"it took {took:.1f} s": took > allowed,
            f"the council took {seconds:.1f} s": seconds > DEADLINE_SECONDS,
            f"the first model was asked {calls} times": calls > scenario.most_calls,
            f"it was taken for {self.tried[0].code!r}": self._is_streamed()
            and self.tried[0].code != scenario.code,
            "the answer shown is not the one that was given": not self._shows_the_answer(),
            "a text that was void stayed": self._is_streamed() and not self._voids(),
            f"the outcome was {outcome}": outcome is not self._outcome(),
        }
        return [complaint for complaint, is_so in complaints.items() if is_so]

    def _is_streamed(self) -> bool:
        return self.stage.way == "streamed"

    def _expected(self) -> Answered:
        """A malformed piece of a whole body spoils all of it."""
        if self.stage.scenario.name == "10a" and not self._is_streamed():
            return Answered.FALLBACK
        return self.stage.scenario.answered

    def _outcome(self) -> Outcome:
        is_missing = self._expected() is Answered.NOBODY
        return Outcome.DEGRADED if is_missing else Outcome.FULL

    def _shows_the_answer(self) -> bool:
        """Whole, from the model that gave it, and named so in events and attempts (fault 16)."""
        given = [event for event in self.stage.events if self._is_given(event)]
        if self._expected() is Answered.NOBODY:
            return not given
        model = self.first if self.by is Answered.FIRST else self.fallback
        text = said_by("one" if self.by is Answered.FIRST else "two")
        names = [str(attempt.model) for attempt in self.tried if attempt.status == "succeeded"]
        return names == [str(model)] and [
            (event.text, event.model, event.is_partial)
            for event in given
            if isinstance(event, OpinionGiven | SynthesisGiven)
        ] == [(text, str(model), False)]

    def _is_given(self, event: Event) -> bool:
        if self.stage.role == "chair":
            return isinstance(event, SynthesisGiven) and event.chosen is None
        return isinstance(event, OpinionGiven) and event.member == "tried"

    def _voids(self) -> bool:
        """After the last start comes the text of whoever gave the answer, and no other."""
        if self._expected() is Answered.NOBODY:
            return True
        text = ""
        for event in self.stage.events:
            match event:
                case OpinionStarted(member="tried"):
                    text = ""
                case SynthesisStarted() if self.stage.role == "chair":
                    text = ""
                case OpinionDelta(member="tried", text=piece):
                    text += piece
                case SynthesisDelta(text=piece) if self.stage.role == "chair":
                    text += piece
        return text.strip() == said_by("one" if self.by is Answered.FIRST else "two")
