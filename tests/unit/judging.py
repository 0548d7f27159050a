"""A hall whose members judge one another by their tastes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from council.deliberation.brief import Brief, Synthesis
from council.deliberation.events import (
    Event,
    ReviewFailed,
    ReviewGiven,
    StandingsFound,
)
from council.deliberation.strategies import STRATEGIES
from providers.gateway.door import Gateway
from providers.protocol import Deadline, Delta, Finish, Key, ModelCall, Usage
from providers.quota import UnlimitedLedger
from tests.hall import Hall, Reply, ScriptedProvider, brief

RIVERS, ROCKS, VENTS = "Rivers carry salt.", "Rocks give it.", "Vents add to it."
TEXTS = {"ann": RIVERS, "bob": ROCKS, "cy": VENTS}
SHOWN = re.compile(r"<opinion (\w+) \w+>\n(.*?)\n</opinion", re.DOTALL)


class Jury(ScriptedProvider):
    """Members who answer by script and rank, best first, as their list of texts says."""

    def __init__(self, replies: dict[str, list[Reply]], tastes: dict[str, str]) -> None:
        super().__init__(replies)
        self.tastes = tastes
        self.reviews: dict[str, list[list[str]]] = {}
        self.asked: dict[str, list[str]] = {}

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        asked = "\n".join(message.content for message in call.messages)
        if "ranking: every label" not in asked or call.model not in self.tastes:
            yield from super().stream(call, key, deadline)
            return
        shown = SHOWN.findall(call.messages[-1].content)
        self.asked.setdefault(call.model, []).append(asked)
        self.reviews.setdefault(call.model, []).append([text for _, text in shown])
        yield Delta(text=f"I have reasons.\nranking: {self._rank(call.model, shown)}")
        yield Delta(usage=Usage(30, 7), finish=Finish.STOP)

    def _rank(self, model: str, shown: list[tuple[str, str]]) -> str:
        """As its taste says, which may be `first`: whatever stands there."""
        labels = {text: label for label, text in shown}
        if self.tastes[model] == "first":
            return " > ".join(labels.values())
        ranked = self.tastes[model]
        for member, text in TEXTS.items():
            ranked = re.sub(rf"\b{member}\b", labels.get(text, "?"), ranked)
        return ranked


class Court(Hall):
    """A hall of three who answer, then judge by their tastes."""

    def __init__(self, tastes: dict[str, str], **replies: list[Reply]) -> None:
        own: dict[str, list[Reply]] = {name: [text] for name, text in TEXTS.items()}
        chair: dict[str, list[Reply]] = {"chair": ["All of it."]}
        super().__init__(**{**own, **chair, **replies})
        self._cue: tuple[type[Event], Callable[[], None], str] | None = None
        self.jury = self.provider = Jury(self.provider.replies, tastes)
        self.gateway = Gateway(
            providers={"script": self.jury},
            keys={},
            ledger=UnlimitedLedger(),
            record=self.attempts.append,
        )

    def on(self, kind: type[Event], act: Callable[[], None], member: str = "") -> None:
        """Do this at the first such event, of this member if one is named."""
        self._cue = (kind, act, member)

    def emit(self, event: Event) -> None:
        super().emit(event)
        if self._cue and isinstance(event, self._cue[0]):
            _, act, member = self._cue
            if not member or getattr(event, "member", "") == member:
                self._cue = None
                act()

    def given(self) -> list[ReviewGiven]:
        return [event for event in self.events if isinstance(event, ReviewGiven)]

    def failed(self) -> dict[str, str]:
        return {e.member: e.code for e in self.events if isinstance(e, ReviewFailed)}

    def standings(self) -> dict[str, float]:
        [found] = [event for event in self.events if isinstance(event, StandingsFound)]
        return {standing.member: standing.points for standing in found.standings}


ROCKS_ARE_BEST = {"ann": "bob > cy", "bob": "cy > ann", "cy": "bob > ann"}
CIRCLE = {"ann": "bob > cy", "bob": "cy > ann", "cy": "ann > bob"}


def sit(strategy: str, hall: Hall, brief: Brief) -> Synthesis:
    try:
        conclusion = STRATEGIES[strategy](brief, hall.gateway, hall.emit)
    finally:
        brief.controls.end()
    assert isinstance(conclusion, Synthesis)
    return conclusion


def three(**known: object) -> Brief:
    return brief("ann", "bob", "cy", **known)  # type: ignore[arg-type]
