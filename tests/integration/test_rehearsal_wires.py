"""Every fault on every wire, as an adapter meets it: the same word means the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible, Peculiarities
from providers.errors import ProviderError
from providers.protocol import Deadline, Finish, Key, Message, ModelCall, Provider
from providers.scripted.kinds import Kind
from tests.integration.rehearsal import QUERY, Rehearsal

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

MODEL = "gemma4"
IMPATIENT_SECONDS, PATIENT_SECONDS = 0.3, 5.0
CHAIRS_ASK = (
    f"{QUERY}\n<opinion A x>\nIt is so.\n</opinion A x>\n<opinion B x>\nNo.\n</opinion B x>"
)
# How a fault is written where its usual amount would have a test wait.
WRITTEN = {
    Kind.SLOW: "slow:0.1",
    Kind.DRIP: "drip:50",
    Kind.CRAWL: "crawl:2000",
    Kind.FLAP: "flap:0.1",
    Kind.IN_FLIGHT: "402-in-flight:2",
    Kind.UNTIL_DATE: "429-date:2",
}
# The sixteen faults of the provider layer: the script, and what each call of it comes to.
SIXTEEN: dict[int, tuple[list[str], list[str]]] = {
    1: (["429:2", "ok"], ["rate_limited", ""]),
    2: (["429*"], ["rate_limited"] * 3),
    3: (["500", "ok"], ["upstream_fault", ""]),
    4: (["503*"], ["overloaded"] * 3),
    5: (["reset*"], ["connection_lost"] * 2),
    6: (["hang*"], ["timed_out"]),
    7: (["slow:20*"], ["timed_out"]),
    8: (["cut:40", "reset:40", "drop:40"], ["cut", "cut", "cut", ""]),
    9: (["stall:30*"], ["stalled"]),
    10: (["malformed:1", "malformed:2"], ["", "malformed", ""]),
    11: (["no-done"], [""]),
    12: (["too-long*"], ["context_too_long"] * 2),
    13: (["400-filter", "200-filter"], ["declined", "declined", ""]),
    14: (["no-prefill*"], [""]),  # it is never sent what it would refuse
    15: (["flap:60"], ["upstream_fault"]),
    16: (["402*"], ["quota_exhausted"]),
}
# Ollama has no filter and no end mark; its daemon words some of them as it would.
AT_OLLAMA = {
    Kind.NO_CREDITS: "not_served",
    Kind.FORBIDDEN: "not_served",
    Kind.LOADING: "overloaded",
    Kind.FILTERED: "empty",
    Kind.BLOCKED: "empty",
    Kind.OTHER_MODEL: "",
}
AT_GEMINI = {Kind.LOADING: "overloaded", Kind.OTHER_MODEL: ""}
AT_THE_ROUTER = {Kind.OTHER_MODEL: ""}
# A flap begins with an illness.
EVERYWHERE = {Kind.FLAP: "upstream_fault"}


@dataclass(frozen=True)
class Wire:
    name: str
    provider: Provider
    exceptions: dict[Kind, str]


@pytest.fixture
def upstream(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal


@pytest.fixture(params=["huggingface", "ollama", "gemini"])
def wire(request: pytest.FixtureRequest, upstream: Rehearsal) -> Wire:
    wires = {
        "huggingface": Wire("huggingface", HuggingFace(upstream.url), AT_THE_ROUTER),
        "ollama": Wire("ollama", Ollama(upstream.url), AT_OLLAMA),
        "gemini": Wire("gemini", Gemini(upstream.url), AT_GEMINI),
    }
    return wires[str(request.param)]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_fault_is_taken_for_what_it_says(wire: Wire, upstream: Rehearsal, kind: Kind) -> None:
    upstream.put_faults({MODEL: [WRITTEN.get(kind, kind)]})
    expected = (EVERYWHERE | wire.exceptions).get(kind, kind.becomes)
    assert outcome(wire, patience=patience_for(expected)) == expected
    if kind is not Kind.FLAP:
        assert outcome(wire) == "", "the next call is well"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("402-in-flight:2", 2),
        ("429:2", 2),
        ("429-ms:1.5", 1.5),
        ("429-window:2", 3),
        ("429-reset:2", 2),
        ("429-info:2", 2),
        ("429-date:9", 9),
    ],
)
def test_a_wait_is_told_in_every_way_there_is(
    wire: Wire, upstream: Rehearsal, written: str, seconds: float
) -> None:
    upstream.put_faults({MODEL: [written]})
    error = failure(wire)
    assert error.code == "rate_limited"
    assert error.retry_after_seconds == pytest.approx(seconds, abs=1.5 if "date" in written else 0)


def test_another_model_may_answer(upstream: Rehearsal) -> None:
    upstream.put_faults({MODEL: ["other-model"]})
    comparing = OpenAICompatible(upstream.url, peculiarities=Peculiarities(compares_model=True))
    assert outcome(Wire("openai_compatible", comparing, {})) == "not_served"


def test_a_second_unreadable_chunk_is_the_end(wire: Wire, upstream: Rehearsal) -> None:
    upstream.put_faults({MODEL: ["malformed:2", "malformed:1"]})
    assert outcome(wire) == "malformed"
    assert outcome(wire) == ""


def test_signs_of_life_may_be_followed_by_an_answer(wire: Wire, upstream: Rehearsal) -> None:
    upstream.put_faults({MODEL: ["comments:0.1"]})
    assert outcome(wire) == ""


def test_a_filter_may_strike_after_some_words(wire: Wire, upstream: Rehearsal) -> None:
    upstream.put_faults({MODEL: ["filter:5"]})
    assert outcome(wire) == ("declined" if wire.name != "ollama" else "")
    assert upstream.calls()[MODEL]["tokens_sent"] == 5


def test_each_place_has_a_script_of_its_own(wire: Wire, upstream: Rehearsal) -> None:
    upstream.put_faults(
        {"chair": ["500"], "members": ["503"], f"chair@{MODEL}": ["402-balance", "504"]}
    )
    assert outcome(wire) == "overloaded"
    assert outcome(wire, CHAIRS_ASK) == "quota_exhausted"
    assert outcome(wire, CHAIRS_ASK) == "upstream_fault"
    assert outcome(wire, CHAIRS_ASK) == ""
    assert outcome(wire) == ""


@pytest.mark.parametrize("number", SIXTEEN)
@pytest.mark.parametrize(
    ("place", "query"), [("members", QUERY), ("chair", CHAIRS_ASK)], ids=["member", "chair"]
)
def test_each_of_the_sixteen_can_befall_a_member_or_the_chair(
    wire: Wire, upstream: Rehearsal, number: int, place: str, query: str
) -> None:
    script, outcomes = SIXTEEN[number]
    if number == 16 and wire.name == "ollama":
        outcomes = ["not_served"]
    upstream.put_faults({f"{place}@{MODEL}": script})
    met = [outcome(wire, query, patience_for(expected)) for expected in outcomes]
    assert met == outcomes
    assert outcome(wire, CHAIRS_ASK if query == QUERY else QUERY) == ""


def test_a_mark_may_name_a_model_in_one_place(wire: Wire) -> None:
    marked = f"[rehearse: chair@{MODEL}=500] [rehearse: members@{MODEL}=529]"
    assert outcome(wire, f"{marked} {QUERY}") == "overloaded"
    assert outcome(wire, f"{marked} {CHAIRS_ASK}") == "upstream_fault"
    assert outcome(wire, f"[rehearse: chair@other=500] {CHAIRS_ASK}") == ""


def outcome(wire: Wire, query: str = QUERY, patience: float = PATIENT_SECONDS) -> str:
    """The code of the error, or nothing for a whole answer."""
    try:
        finish = ask(wire, query, patience)
    except ProviderError as error:
        return error.code
    assert finish in (Finish.STOP, Finish.LENGTH)
    return ""


def patience_for(code: str) -> float:
    """Whoever will never answer need not be waited for."""
    return IMPATIENT_SECONDS if code in ("timed_out", "stalled") else PATIENT_SECONDS


def failure(wire: Wire) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        ask(wire, QUERY, PATIENT_SECONDS)
    return caught.value


def ask(wire: Wire, query: str, patience: float) -> Finish | None:
    call = ModelCall(MODEL, (Message("user", query),), 300)
    deadline = replace(
        Deadline.after(2 * PATIENT_SECONDS), first_text_seconds=patience, idle_seconds=patience
    )
    return list(wire.provider.stream(call, Key("hf_canarykey"), deadline))[-1].finish
