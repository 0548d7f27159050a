"""Which fault befalls which call of the rehearsal: by script, by mark, by place, by the clock."""

from __future__ import annotations

import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from providers.rehearsal.faults import Faults
from providers.scripted.kinds import Kind, describe_kinds
from providers.scripted.markers import faults_of_markers
from providers.scripted.scripts import Fault, UnknownFault, read_option

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


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("429-never", "'429-never' is not a fault; the nearest is '429"),
        ("Stal:3", "'Stal:3' is not a fault; the nearest is 'stall'."),
        ("rate-limit", "'rate-limit' is not a fault; '429' is taken for 'rate_limited'."),
        ("explode", "the nearest are 'other-model', 'no-done', 'empty-length'."),
        ("429:soon", "'429:soon' needs a number behind the colon (seconds, in Retry-After)"),
        ("stall:nan", "'stall:nan' needs a number behind the colon"),
        ("stall:-1", "such as 'stall:2'."),
        ("404:2", "'404' takes no number: write it without ':2'."),
    ],
)
def test_an_unknown_fault_is_refused_and_the_nearest_named(written: str, told: str) -> None:
    with pytest.raises(UnknownFault) as caught:
        Fault.read(written)
    assert told in str(caught.value)


def test_a_mark_that_names_no_fault_is_refused_where_it_is_meant() -> None:
    query = "Why? [rehearse: m=stal:3]"
    with pytest.raises(UnknownFault, match="the nearest is 'stall'"):
        Faults().next_for("m", query, is_chair=False)
    assert Faults().next_for("n", query, is_chair=False).kind == "ok"


NAMES = ("openai/gpt-oss-120b", "google/gemma-4-31B-it", "gpt-oss:20b")


@pytest.mark.parametrize(
    "marker",
    [
        "[rehearse: *=429:2,ok]",
        "[Rehearse: GPT-OSS-120B = stall]",
        "[rehearse: chair=402]",
        "[rehearse: chair@gpt-oss:20b=500*]",
        "[rehearse: members@google/gemma-4-31B-it=hang]",
        "[see rehearse.md] [rehearsal at 8] [1] [x=1] array[rehearse]",
    ],
)
def test_what_can_be_followed_is_not_complained_of(marker: str) -> None:
    assert faults_of_markers(f"Why? {marker}", NAMES) == []


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        (
            "[rehearse: gpt-os-120b=429]",
            "No model here is called 'gpt-os-120b'; the nearest is 'gpt-oss-120b'.",
        ),
        ("[rehearse: chairs=429]", "called 'chairs'; the nearest is 'chair'."),
        ("[rehearse: openai/gemma-4-31b=429]", "the nearest is 'gemma-4-31B-it'."),
        ("[rehearse: chair@zzz=429]", "called 'zzz'. There are: gemma-4-31B-it, gpt-oss:20b, g"),
        ("[rehearse: seat@gpt-oss:20b=429]", "names no place: before @ stands chair or members."),
        ("[rehearse: chair=]", "The marker for 'chair' names no fault: it reads [rehearse: WHO="),
        ("[rehearse: *=429,stal]", "'stal' is not a fault; the nearest is 'stall'."),
        ("[rehearse gpt-oss-120b=429]", "[rehearse gpt-oss-120b=429] does not read [rehearse: W"),
        ("[rehearse: gpt-oss-120b 429]", "does not read [rehearse: WHO=FAULT], where WHO is *, m"),
        ("[rehearse: chair=429", "[rehearse: chair=429 does not read [rehearse: WHO=FAULT]"),
        ("[reherse: chair=429]", "[reherse: chair=429] does not read [rehearse: WHO=FAULT]"),
    ],
)
def test_a_slip_in_a_marker_is_told_with_the_nearest_name(marker: str, told: str) -> None:
    [fault] = faults_of_markers(f"Why? {marker} [rehearse: *=ok]", NAMES)
    assert told in fault


@pytest.mark.parametrize("start", ["[rehearse:", "[rehearse: *=", "[ ", "[rehearse: a [", "["])
def test_a_long_text_is_read_in_one_go(start: str) -> None:
    began = time.perf_counter()
    faults_of_markers(start * 3_000 + " " * 32_000, NAMES)
    faults_of_markers(start + " " * 32_000, NAMES)
    assert time.perf_counter() - began < 2


def test_every_slip_is_told() -> None:
    assert len(faults_of_markers("[rehearse: nobody=tired] [reherse: chair=429]", NAMES)) == 3


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
