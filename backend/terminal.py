"""A deliberation as lines in a terminal: its members at work, then the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from council.deliberation.strategies import WITHOUT_CHAIR

STYLES = {"given": "green", "failed": "red", "stopped": "yellow", "speaking": "cyan"}
LABELS = {
    "full": "",
    "degraded": "Degraded: not every member was heard, or the chair could not write.",
    "single": "Single: too few members spoke, so this is one model's opinion, unchanged.",
}
QUICK = "Single: one model was asked, and no council."
RECALLED = "given before to the same query"
REHEARSAL = (
    "Rehearsal: scripted answers, not a model's. For real ones set HF_TOKEN or GEMINI_API_KEY, or "
    "save a key on the page /setup."
)


@dataclass(slots=True)
class Voice:
    """How one member stands."""

    role: str
    model: str = ""
    status: str = "waiting"
    note: str = ""
    words: int = 0


@dataclass(slots=True)
class Screen:
    """What is to be seen now; `take` each event of the log in its order."""

    voices: dict[str, Voice] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    opinions: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    agreement: str = ""
    dissent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    strategy: str = ""
    is_written: bool = False
    is_side_by_side: bool = False
    has_ended: bool = False

    def take(self, event: dict[str, Any]) -> None:
        area, _, verb = event["type"].partition(".")
        match area:
            case "deliberation":
                self._take_deliberation(verb, event)
            case "opinion":
                self._take_opinion(verb, event)
            case "synthesis":
                self._take_synthesis(verb, event)
            case "chair":
                role = self.voices[event["member"]].role
                self.notes.append(f"The {role} writes in the chair's place.")
                self._learn(event["chair"]["models"])
            case "agreement":
                self.agreement = agreement_in(event)
            case "dissent":
                self._take_dissent(event)

    def render(self) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        for voice in self.voices.values():
            mark: RenderableType = Text("·", "dim")
            if voice.status == "speaking":
                mark = Spinner("dots", style="cyan")
            elif voice.status != "waiting":
                mark = Text("✓" if voice.status == "given" else "✗", STYLES[voice.status])
            count = f"{voice.words} words" if voice.words else ""
            table.add_row(
                mark, voice.role, Text(voice.model, "dim"), voice.status, count, voice.note
            )
        parts: list[RenderableType] = [table]
        if self.answer:
            parts.append(Panel(Markdown(self.answer), title="Synthesis", border_style="yellow"))
        if self.is_side_by_side:
            parts += [
                Panel(Markdown(text), title=self.voices[member].role)
                for member, text in self.opinions.items()
            ]
        if self.agreement:
            parts.append(Text(self.agreement))
        parts += [Text(point) for point in self.dissent]
        parts += [Text(note, "yellow") for note in self.notes]
        return Group(*parts)

    def _take_deliberation(self, verb: str, event: dict[str, Any]) -> None:
        if verb == "started":
            self.strategy = event["strategy"]
            for member in event["members"]:
                self.voices[member["member"]] = Voice(member["role"])
                self._learn(member["models"])
            self._learn(event["chair"]["models"])
            self.notes = [REHEARSAL] if event["rehearsal"] else []
            return
        self.has_ended = True
        if verb == "failed":
            self.notes.append(f"Failed: {event['message']} ({event['code']})")
        elif verb == "cancelled":
            self.notes.append("Cancelled.")
        else:
            self.is_side_by_side = event["is_side_by_side"]
            label = QUICK if self.strategy == "quick" else LABELS[event["outcome"]]
            self.notes += [label] if label else []

    def _take_opinion(self, verb: str, event: dict[str, Any]) -> None:
        voice = self.voices[event["member"]]
        match verb:
            case "started":
                voice.status, voice.words = "speaking", 0
                voice.model = self.labels.get(event["model"], event["model"])
                if not event["attempt"]:
                    voice.note = "; ".join(filter(None, [voice.note, RECALLED]))
            case "delta":
                voice.words += len(event["text"].split())
            case "retrying":
                voice.note = f"retrying: {event['message']}"
            case "fell_back":
                voice.note = f"fell back: {event['message']}"
            case "given":
                voice.status, voice.words = "given", len(event["text"].split())
                voice.note = "cut off" if event["is_partial"] else voice.note
                self.opinions[event["member"]] = event["text"]
            case _:
                voice.status = verb
                voice.note = event.get("message", "")

    def _take_synthesis(self, verb: str, event: dict[str, Any]) -> None:
        match verb:
            case "started":
                self.answer = ""
                if not event["attempt"]:
                    self.notes.append(f"The synthesis was {RECALLED}.")
            case "delta":
                self.answer += event["text"]
            case "given":
                self.answer = event["text"]
                self._take_dissent(event)
                self.is_written = event["chosen"] is None or self._is_meant_to_stand(event)
                if event["is_partial"]:
                    self.notes.append("The answer was cut off.")
            case "failed":
                self.notes.append(f"The chair could not write: {event['message']}")

    def _take_dissent(self, event: dict[str, Any]) -> None:
        self.dissent = [
            f"Dissent of {self._roles(point['members'])}: {point['claim']}"
            for point in event["dissent"]
        ]

    def _roles(self, members: list[str]) -> str:
        return ", ".join(self.voices[member].role for member in members)

    def _learn(self, models: list[dict[str, str]]) -> None:
        self.labels.update({model["name"]: model["label"] for model in models})

    def _is_meant_to_stand(self, event: dict[str, Any]) -> bool:
        """An opinion, unchanged, where the strategy writes none."""
        is_single = event["outcome"] == "single" and self.strategy != "quick"
        return self.strategy in WITHOUT_CHAIR and not is_single


def agreement_in(event: dict[str, Any]) -> str:
    first, *_ = event["groups"]
    return f"{len(first['members'])} of {event['of']} agree: {first['answer']}"
