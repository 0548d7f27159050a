"""Which fault befalls which call of the rehearsal: by script, by mark, by place, by the clock."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from providers.rehearsal.faults import Fault, Faults, UnknownFault, read_option
from providers.rehearsal.kinds import Kind, describe_kinds

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def next_kinds(faults: Faults, calls: int, model: str = "m", query: str = "") -> list[str]:
    return [faults.next_for(model, query, is_chair=False).kind for _ in range(calls)]


def test_a_script_is_followed_call_by_call_and_for_each_model_by_itself() -> None:
    faults = Faults()
    faults.set({"*": ["500", "429:2"], "n": ["503*"]})
    assert next_kinds(faults, 3) == ["500", "429", "ok"]
    assert next_kinds(faults, 1, "o") == ["500"]
    assert next_kinds(faults, 4, "n") == ["503"] * 4


def test_a_new_script_begins_at_its_beginning() -> None:
    faults = Faults()
    faults.set({"m": ["500", "ok"]})
    next_kinds(faults, 2)
    faults.set({"m": ["502"]})
    assert next_kinds(faults, 2) == ["502", "ok"]
    faults.clear()
    assert next_kinds(faults, 1) == ["ok"]


@pytest.mark.parametrize(
    ("subject", "as_member", "as_chair"),
    [
        ("*", "500", "500"),
        ("members", "500", "ok"),
        ("chair", "ok", "500"),
        ("members@m", "500", "ok"),
        ("chair@m", "ok", "500"),
        ("chair@other", "ok", "ok"),
        ("m", "500", "500"),
    ],
)
def test_a_script_may_be_for_a_place(subject: str, as_member: str, as_chair: str) -> None:
    faults = Faults()
    faults.set({subject: ["500*"]})
    assert faults.next_for("m", "", is_chair=False).kind == as_member
    assert faults.next_for("m", "", is_chair=True).kind == as_chair


@pytest.mark.parametrize(
    ("subject", "as_member", "as_chair"),
    [
        ("*", "500", "ok"),
        ("members", "500", "ok"),
        ("chair", "ok", "500"),
        ("chair@M", "ok", "500"),
        ("members@some/m", "500", "ok"),
        ("chair@other", "ok", "ok"),
        ("M", "500", "500"),
    ],
)
def test_a_mark_may_be_for_a_place(subject: str, as_member: str, as_chair: str) -> None:
    faults = Faults()
    query = f"Why? [rehearse: {subject}=500*]"
    assert faults.next_for("some/m", query, is_chair=False).kind == as_member
    assert faults.next_for("some/m", query, is_chair=True).kind == as_chair


def test_a_flap_is_ill_in_spells_and_well_once_its_time_is_over() -> None:
    clock = Clock()
    faults = Faults(clock)
    faults.set({"m": ["flap:60"]})
    seen = {}
    for second in (0, 2.9, 3.1, 4, 8, 11.5, 12, 59.5, 60, 1000):
        clock.now = 100.0 + second
        seen[second] = faults.next_for("m", "", is_chair=False)
    assert {second: str(fault.kind) for second, fault in seen.items()} == {
        0: "500",
        2.9: "500",
        3.1: "ok",
        4: "503",
        8: "reset",
        11.5: "ok",
        12: "500",
        59.5: "ok",
        60: "ok",
        1000: "ok",
    }
    assert seen[8] == Fault(Kind.RESET)


def test_a_flap_lasts_a_minute_if_not_said() -> None:
    clock = Clock()
    faults = Faults(clock)
    faults.set({"m": ["ok", "flap"]})
    assert next_kinds(faults, 2) == ["ok", "500"]
    clock.now += 56
    assert next_kinds(faults, 1) == ["reset"]
    clock.now += 4
    assert next_kinds(faults, 1) == ["ok"]


@pytest.mark.parametrize("written", ["tired", "429:soon", "429-never"])
def test_an_unknown_fault_is_refused_and_named(written: str) -> None:
    with pytest.raises(UnknownFault, match=written):
        Fault.read(written)


def test_an_option_reads_who_and_what() -> None:
    assert read_option("chair@a/b:c=429:2,ok") == ("chair@a/b:c", ["429:2", "ok"])
    with pytest.raises(UnknownFault):
        read_option("429")


def test_every_fault_is_explained_in_the_docs_as_it_is_in_the_code() -> None:
    docs = OPERATIONS.read_text()
    for written, does, becomes in describe_kinds():
        named = becomes if becomes == "an answer" else f"`{becomes}`"
        assert f"| `{written}` | {does} | {named} |" in docs


def test_the_command_lists_every_fault_on_a_line() -> None:
    listed = StringIO()
    call_command("rehearse", "--list", stdout=listed)
    _, *lines = listed.getvalue().splitlines()
    assert len(lines) == len(Kind)
    assert lines[0].split() == ["ok", "an", "answer", "answers"]
