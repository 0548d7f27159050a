"""Recording what models answer, so that it can be evaluated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from council.evaluation.answer_sets import read_answer_set
from council.evaluation.errors import UnreadableSet
from council.evaluation.recording import Recording, record_answers
from providers.errors import NotServed
from providers.protocol import ModelRef
from tests.hall import CutOff, Hall

ANN, BOB = ModelRef("script", "ann"), ModelRef("script", "bob")


@pytest.fixture(name="source")
def _source(tmp_path: Path) -> Path:
    folder = tmp_path / "sums"
    folder.mkdir()
    about = {"name": "sums", "kind": "number", "members": ["old"], "licence": "MIT"}
    (folder / "dataset.json").write_text(json.dumps(about))
    questions = [
        {"id": str(i), "prompt": f"1 + {i}?", "kind": "number", "gold": str(i + 1)}
        for i in range(2)
    ]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    (folder / "answers.jsonl").write_text('{"q": "0", "m": "old", "text": "1"}\n')
    return folder


def record(source: Path, hall: Hall, *models: ModelRef) -> list[Recording]:
    return list(record_answers(source, source.parent / "new", models, hall.gateway))


def test_answers_become_a_set_that_can_be_evaluated(source: Path) -> None:
    hall = Hall(ann=["Answer: 1", "Answer: 2"], bob=[CutOff("Let me")])

    told = record(source, hall, ANN, BOB)

    found = read_answer_set(source.parent / "new")
    assert (found.members, found.other["licence"]) == (("script:ann", "script:bob"), "MIT")
    assert [found.answer_of(q, "script:ann").text for q in ("0", "1")] == ["Answer: 1", "Answer: 2"]
    assert found.answer_of("1", "script:bob").is_cut_off
    assert found.answer_of("0", "script:ann").other["output_tokens"] == 2
    assert told[0] == Recording("script:ann", "0")


def test_who_begins_again_asks_only_for_what_is_not_there(source: Path) -> None:
    record(source, Hall(ann=["Answer: 1"]), ANN)
    file = source.parent / "new" / "answers.jsonl"
    half = file.read_text().splitlines(keepends=True)
    file.write_text(half[0] + half[1][:20])  # killed while it wrote the second

    told = record(source, Hall(ann=["Answer: 2"], bob=["Answer: 3"]), ANN, BOB)

    assert [(each.question, each.member) for each in told] == [
        ("0", "script:bob"),
        ("1", "script:ann"),
        ("1", "script:bob"),
    ]
    found = read_answer_set(source.parent / "new")
    assert found.members == ("script:ann", "script:bob")
    assert found.answer_of("1", "script:ann").text == "Answer: 2"


def test_a_failure_is_told_and_asked_for_again(source: Path) -> None:
    [first, _] = record(source, Hall(ann=[NotServed(), "Answer: 2"]), ANN)

    assert first == Recording("script:ann", "0", "not_served")
    assert "0" in [each.question for each in record(source, Hall(ann=["Answer: 1"]), ANN)]


def test_a_finished_set_is_left_alone(source: Path) -> None:
    finished = source / "answers.jsonl.gz"
    finished.write_bytes(b"")

    with pytest.raises(UnreadableSet, match="is a finished set; name a new folder"):
        list(record_answers(source, source, [ANN], Hall(ann=["Answer: 1"]).gateway))
