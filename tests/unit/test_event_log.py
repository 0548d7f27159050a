"""The logs in event_logs/, read by the browser's tests too, are what a log really is."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

import pytest

from council.deliberation.events import EVENTS, TERMINAL
from council.deliberation.events.course import VERSION
from council.event_log.writer import encode

LOGS = sorted((Path(__file__).parent.parent / "event_logs").glob("*.jsonl"))
ENVELOPE = ("seq", "at", "type")
of_every_log = pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)


@of_every_log
def test_every_line_has_exactly_the_fields_of_its_event(path: Path) -> None:
    for line in _lines(path):
        event = {name: value for name, value in line.items() if name not in ENVELOPE}

        assert tuple(line)[:3] == ENVELOPE
        assert _faults(EVENTS[line["type"]], event, line["type"]) == [], f"seq {line['seq']}"


@of_every_log
def test_seq_rises_by_one_from_one(path: Path) -> None:
    lines = _lines(path)

    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))


@of_every_log
def test_time_never_runs_backwards(path: Path) -> None:
    moments = [datetime.fromisoformat(line["at"]) for line in _lines(path)]

    assert all(moment.tzinfo == UTC for moment in moments)
    assert all(one <= other for one, other in pairwise(moments))


@of_every_log
def test_a_log_begins_with_its_start_and_ends_with_its_only_terminal_event(path: Path) -> None:
    types = [line["type"] for line in _lines(path)]

    assert types[0] == "deliberation.started"
    assert types.count("deliberation.started") == 1
    assert [place for place, type_ in enumerate(types, 1) if type_ in TERMINAL] == [len(types)]


@of_every_log
def test_a_log_is_of_the_version_that_is_spoken(path: Path) -> None:
    assert _lines(path)[0]["version"] == VERSION


@of_every_log
def test_only_members_of_the_council_speak(path: Path) -> None:
    started, *lines = _lines(path)

    members = {member["member"] for member in started["members"]}
    assert {line["member"] for line in lines if "member" in line} <= members


@of_every_log
def test_every_voice_starts_before_it_speaks(path: Path) -> None:
    started: set[str] = set()
    for line in _lines(path):
        voice = line.get("member", "")
        if line["type"].endswith(".started"):
            started.add(voice)
        if line["type"].endswith(".delta"):
            assert voice in started, f"seq {line['seq']}"


def test_every_event_there_is_stands_in_some_log() -> None:
    assert LOGS
    assert {line["type"] for path in LOGS for line in _lines(path)} == set(EVENTS)


@pytest.mark.parametrize("type_", sorted(EVENTS))
def test_an_event_is_written_as_the_logs_have_it(type_: str) -> None:
    line = next(line for path in LOGS for line in _lines(path) if line["type"] == type_)
    event = _made(EVENTS[type_], line)

    assert json.loads(encode(event, line["seq"], line["at"])) == line


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _faults(kind: Any, value: Any, place: str) -> list[str]:  # noqa: ANN401  JSON of any type
    """Where a JSON value differs from the type that it should have."""
    if is_dataclass(kind):
        if not isinstance(value, dict) or set(value) != {field.name for field in fields(kind)}:
            return [f"{place} has {value}"]
        return [
            fault
            for name, hint in _hints(kind).items()
            for fault in _faults(hint, value[name], f"{place}.{name}")
        ]
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            return [f"{place} is no list"]
        return [fault for item in value for fault in _faults(get_args(kind)[0], item, place)]
    if isinstance(kind, UnionType) and isinstance(value, dict):
        return _faults(_dataclass_in(kind), value, place)
    return [] if type(value) in _json_types(kind) else [f"{place} is {value!r}"]


def _json_types(kind: Any) -> set[type]:  # noqa: ANN401
    if isinstance(kind, UnionType):
        return {json_type for part in get_args(kind) for json_type in _json_types(part)}
    return {kind} | ({int} if kind is float else set()) if kind is not None else {NoneType}


def _made(kind: Any, value: Any) -> Any:  # noqa: ANN401
    """The value itself, out of its JSON."""
    if is_dataclass(kind):
        return kind(**{name: _made(hint, value[name]) for name, hint in _hints(kind).items()})  # type: ignore[operator]
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], item) for item in value)
    if isinstance(kind, UnionType) and isinstance(value, dict):
        return _made(_dataclass_in(kind), value)
    return value


def _dataclass_in(union: UnionType) -> Any:  # noqa: ANN401
    return next(part for part in get_args(union) if is_dataclass(part))


def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    hints = get_type_hints(kind)
    return {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}
