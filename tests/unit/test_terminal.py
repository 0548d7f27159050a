"""A deliberation in a terminal: what is on the screen when its log has been read."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from backend.terminal import Screen

LOGS = Path(__file__).parents[1] / "event_logs"


def shown(name: str) -> str:
    screen = Screen()
    for line in (LOGS / f"{name}.jsonl").read_bytes().splitlines():
        screen.take(orjson.loads(line))
    console = Console(file=StringIO(), width=200)
    console.print(screen.render())
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_who_departs_from_the_answer_stands_below_it() -> None:
    text = shown("dissent")
    assert text.index("Tom has 7 apples") < text.index("Dissent of Creative: 8")


@pytest.mark.parametrize("name", sorted(log.stem for log in LOGS.glob("*.jsonl")))
def test_every_log_can_be_shown(name: str) -> None:
    assert shown(name)
