"""A deliberation in a terminal: what is on the screen when its log has been read."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from rich.console import Console

from backend.terminal import Screen

INCOMPLETE = ["Degraded", "Single"]  # what is full is not said to be
INCOMPLETE_IN = {"full": [], "degraded": ["Degraded"], "single": ["Single"]}
LOGS = Path(__file__).parents[1] / "event_logs"


def events_of(name: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (LOGS / f"{name}.jsonl").read_bytes().splitlines()]


def shown(name: str) -> str:
    screen = Screen()
    for event in events_of(name):
        screen.take(event)
    console = Console(file=StringIO(), width=200)
    console.print(screen.render())
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_who_departs_from_the_answer_stands_below_it() -> None:
    text = shown("dissent")
    assert text.index("Tom has 7 apples") < text.index("Dissent of Creative: 8")


@pytest.mark.parametrize("name", sorted(log.stem for log in LOGS.glob("*.jsonl")))
def test_of_every_log_the_members_stand_there_and_how_it_ended(name: str) -> None:
    events = events_of(name)
    started, last = events[0], events[-1]
    text = shown(name)
    answers = [event["text"] for event in events if event["type"] == "synthesis.given"]

    assert [member["role"] for member in started["members"] if member["role"] not in text] == []
    match last["type"]:
        case "deliberation.finished":
            assert [name for name in INCOMPLETE if name in text] == INCOMPLETE_IN[last["outcome"]]
            assert not answers or re.findall(r"\w{4,}", answers[-1])[-1] in text
        case "deliberation.failed":
            assert last["message"] in text
        case "deliberation.cancelled":
            assert "cancelled" in text.lower()
        case other:
            pytest.fail(f"{name} ends with {other}")
