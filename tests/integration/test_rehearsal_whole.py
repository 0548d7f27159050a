"""Every fault of the upstream where the answer is not streamed: as a plain HTTP client meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import orjson
import pytest
import requests

from providers.adapters.failures import failure_in_frame, failure_of_status
from providers.scripted.kinds import Kind
from tests.integration.rehearsal import QUERY, Rehearsal, running_rehearsal

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

MODEL = "gemma4"
IMPATIENT_SECONDS, PATIENT_SECONDS = 0.3, 5.0
WRITTEN = {
    Kind.SLOW: "slow:0.1",
    Kind.CRAWL: "crawl:2000",
    Kind.IN_FLIGHT: "402-in-flight:2",
    Kind.FILTERED: "filter:5",
}
# Where the whole body is one piece, half of it is no JSON, and a silence is a silence.
UNLIKE_A_STREAM = {
    Kind.MALFORMED: "malformed",
    Kind.STALL: "timed_out",
    Kind.OTHER_MODEL: "",
    Kind.FLAP: "upstream_fault",
}
AT_OLLAMA = {
    Kind.NO_CREDITS: "not_served",
    Kind.FORBIDDEN: "not_served",
    Kind.LOADING: "overloaded",
    Kind.FILTERED: "",
    Kind.BLOCKED: "empty",
}
EXCEPTIONS: dict[str, dict[Kind, str]] = {
    "router": {},
    "ollama": AT_OLLAMA,
    "gemini": {Kind.LOADING: "overloaded"},
}
Messages = list[dict[str, str]]


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal() as rehearsal:
        yield rehearsal


@pytest.mark.parametrize("wire", EXCEPTIONS)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_fault_is_taken_for_what_it_says(upstream: Rehearsal, wire: str, kind: Kind) -> None:
    upstream.clear()
    upstream.put_faults({MODEL: [WRITTEN.get(kind, kind)]})
    expected = (UNLIKE_A_STREAM | EXCEPTIONS[wire]).get(kind, kind.becomes)
    # Whoever will never answer need not be waited for.
    patience = IMPATIENT_SECONDS if expected == "timed_out" else PATIENT_SECONDS
    assert outcome(partial(ask, upstream, wire, said("user"), patience)) == expected


@pytest.mark.parametrize("wire", EXCEPTIONS)
def test_messages_that_end_with_the_assistants_are_refused(upstream: Rehearsal, wire: str) -> None:
    upstream.clear()
    upstream.put_faults({MODEL: ["no-prefill*"]})
    assert ask(upstream, wire, said("user")).status_code == 200
    prefilled = ask(upstream, wire, [*said("user"), *said("assistant")])
    assert prefilled.status_code == 400


def said(role: str) -> Messages:
    return [{"role": role, "content": QUERY}]


def ask(
    upstream: Rehearsal, wire: str, lines: Messages, patience: float = PATIENT_SECONDS
) -> requests.Response:
    contents = [
        {
            "role": line["role"].replace("assistant", "model"),
            "parts": [{"text": line["content"]}],
        }
        for line in lines
    ]
    path, body = {
        "router": ("v1/chat/completions", {"model": MODEL, "messages": lines}),
        "ollama": ("api/chat", {"model": MODEL, "messages": lines, "stream": False}),
        "gemini": (f"v1beta/models/{MODEL}:generateContent", {"contents": contents}),
    }[wire]
    return requests.post(
        f"{upstream.url}/{path}", json=body, timeout=patience, allow_redirects=False
    )


def outcome(asking: Callable[[], requests.Response]) -> str:
    try:
        response = asking()
    except requests.ReadTimeout:
        return "timed_out"
    except requests.exceptions.ChunkedEncodingError:
        return "cut"
    except requests.ConnectionError as error:
        if "timed out" in str(error):
            return "timed_out"
        return "connection_lost" if "reset" in str(error) else "cut"
    if response.status_code != 200:
        return failure_of_status(response.status_code, response.headers, response.content).code
    try:
        return code_of(orjson.loads(response.content))
    except orjson.JSONDecodeError:
        return "malformed"


def code_of(answer: dict[str, Any]) -> str:
    """What a whole answer under a 200 comes to."""
    if "error" in answer:
        return failure_in_frame(answer).code
    if "promptFeedback" in answer:
        return "declined"
    choice = (answer.get("choices") or answer.get("candidates") or [answer])[0]
    finish = choice.get("finish_reason") or choice.get("finishReason") or choice.get("done_reason")
    if choice.get("done") is False or finish is None:
        return "cut"
    if finish in ("content_filter", "SAFETY"):
        return "declined"
    message = choice.get("message") or choice["content"]
    return "" if message.get("content") or message.get("parts", [{}])[0].get("text") else "empty"
