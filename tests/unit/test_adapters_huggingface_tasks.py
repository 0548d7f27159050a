"""The small tasks of the Hub: what is asked, and the forms their results come in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import responses

from providers.adapters.huggingface import HuggingFace
from providers.errors import InvalidRequest
from providers.protocol import Deadline, Key
from providers.task_protocol import (
    ClassificationCall,
    Extract,
    Label,
    PassageCall,
    Summary,
    SummaryCall,
    TaskProvider,
    ZeroShotCall,
)

URL = "http://hub.test/hf-inference/models/org/m"
TASKS = HuggingFace("http://hub.test/v1", bill_to="my-org").tasks
KEY = Key("hf_canarykeyann")
SCIENCE, COOKING = Label("science", 0.9), Label("cooking", 0.1)
LISTED: list[dict[str, object]] = [
    {"label": "cooking", "score": 0.1},
    {"label": "science", "score": 0.9},
]
UNUSED = {
    "error": "The following `model_kwargs` are not used by the model: ['max_length'] (note: typos)"
}


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def body(at: int = -1) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(responses.calls[at].request.body or b"")
    return found


def test_the_hubs_tasks_are_a_task_provider() -> None:
    assert isinstance(TASKS, TaskProvider)


@pytest.mark.parametrize("document", [LISTED, [LISTED]], ids=["a list", "nested once more"])
def test_labels_come_the_surest_first(document: list[Any]) -> None:
    responses.add("POST", URL, json=document)
    call = ClassificationCall("org/m", "Salt.")
    assert TASKS.classify(call, KEY, Deadline.after(5)) == (SCIENCE, COOKING)
    assert body() == {"inputs": "Salt."}
    headers = responses.calls[0].request.headers
    assert (headers["Authorization"], headers["X-HF-Bill-To"]) == (
        "Bearer hf_canarykeyann",
        "my-org",
    )


OLD = {"sequence": "Salt.", "labels": ["cooking", "science"], "scores": [0.1, 0.9]}


@pytest.mark.parametrize(
    "document", [LISTED, OLD, [OLD]], ids=["as labels", "the old form", "the old form in a list"]
)
def test_labels_of_the_callers_own_come_in_both_forms(document: object) -> None:
    responses.add("POST", URL, json=document)
    call = ZeroShotCall("org/m", "Salt.", ("cooking", "science"))
    assert TASKS.choose_label(call, KEY, Deadline.after(5)) == (SCIENCE, COOKING)
    assert body()["parameters"] == {
        "candidate_labels": ["cooking", "science"],
        "multi_label": False,
    }


def test_a_summary_keeps_to_its_limits() -> None:
    responses.add("POST", URL, json=[{"summary_text": "Salt."}])
    call = SummaryCall("org/m", "Long.", min_tokens=10, max_tokens=130)
    assert TASKS.summarise(call, KEY, Deadline.after(5)) == Summary("Salt.")
    assert body() == {"inputs": "Long.", "parameters": {"min_length": 10, "max_length": 130}}


def test_a_model_that_knows_no_limits_is_asked_without_and_that_is_told() -> None:
    responses.add("POST", URL, status=400, json=UNUSED)
    responses.add("POST", URL, json=[{"summary_text": "Salt."}])
    call = SummaryCall("org/m", "Long.", max_tokens=130)
    assert TASKS.summarise(call, KEY, Deadline.after(5)) == Summary("Salt.", ("max_tokens",))
    assert [body(0), body(1)] == [
        {"inputs": "Long.", "parameters": {"max_length": 130}},
        {"inputs": "Long."},
    ]


def test_any_other_bad_request_is_not_asked_again() -> None:
    responses.add("POST", URL, status=400, json={"error": "Bad inputs."})
    call = SummaryCall("org/m", "Long.", max_tokens=130)
    with pytest.raises(InvalidRequest):
        TASKS.summarise(call, KEY, Deadline.after(5))
    assert len(responses.calls) == 1


@pytest.mark.parametrize("in_a_list", [False, True])
def test_a_passage_gives_the_piece_that_answers(in_a_list: bool) -> None:  # noqa: FBT001
    found = {"answer": "Rivers", "score": 0.83, "start": 0, "end": 6}
    responses.add("POST", URL, json=[found] if in_a_list else found)
    call = PassageCall("org/m", "Who?", "Rivers carry salt.")
    assert TASKS.extract(call, KEY, Deadline.after(5)) == Extract("Rivers", 0.83, 0, 6)
    assert body() == {"inputs": {"question": "Who?", "context": "Rivers carry salt."}}
