"""Sets of recorded answers, and what is said of a broken one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from council.deliberation.answers.kinds import Kind
from council.evaluation.answer_sets import read_answer_set
from council.evaluation.errors import AnswerMissing, UnknownMeans, UnreadableSet

Line = Mapping[str, object] | str

ABOUT = {"name": "tiny", "kind": "number", "members": ["ann", "bob"], "licence": "MIT"}
QUESTION = {"id": "1", "prompt": "1 + 1?", "kind": "number", "gold": "2", "split": "test"}
ANSWER = {"q": "1", "m": "ann", "text": "Answer: 2"}


def write(
    folder: Path,
    about: Mapping[str, object] = ABOUT,
    questions: Sequence[Line] = (QUESTION,),
    answers: Sequence[Line] = (ANSWER,),
    judgments: Sequence[Line] = (),
) -> Path:
    (folder / "dataset.json").write_text(json.dumps(about))
    for name, lines in (("questions", questions), ("answers", answers), ("judgments", judgments)):
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl").write_text(text)
    return folder


def test_a_set_is_read_with_what_nobody_knows_kept(tmp_path: Path) -> None:
    answer = {**ANSWER, "finish": "length", "cut": True, "sample": 2, "temperature": 0.5}
    answer_set = read_answer_set(write(tmp_path, answers=[answer]))

    assert (answer_set.name, answer_set.kind, answer_set.members) == (
        "tiny",
        Kind.NUMBER,
        ("ann", "bob"),
    )
    assert answer_set.other == {"licence": "MIT"}
    [question] = answer_set.split("test")
    assert (question.gold, question.gold_key, question.choices) == ("2", "2", ())
    found = answer_set.answer_of("1", "ann")
    assert (found.text, found.is_cut_off, found.sample) == ("Answer: 2", True, 2)
    assert (found.temperature, found.other) == (0.5, {"cut": True})


def test_compressed_files_are_read_as_well(tmp_path: Path) -> None:
    folder = write(tmp_path)
    plain = folder / "answers.jsonl"
    (folder / "answers.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()

    assert read_answer_set(folder).answer_of("1", "ann").text == "Answer: 2"


def test_a_missing_answer_is_an_error_of_its_own_and_none_is_made_up(tmp_path: Path) -> None:
    answer_set = read_answer_set(write(tmp_path))

    with pytest.raises(AnswerMissing, match="bob has no recorded answer to 1: record it"):
        answer_set.answer_of("1", "bob")


def test_several_replies_of_one_member_are_kept_in_order(tmp_path: Path) -> None:
    answers = [{**ANSWER, "sample": 1, "text": "3"}, {**ANSWER, "sample": 0}]
    answer_set = read_answer_set(write(tmp_path, answers=answers))

    assert [answer.text for answer in answer_set.answers_of("1", "ann")] == ["3", "Answer: 2"]


def test_an_empty_reply_is_a_reply(tmp_path: Path) -> None:
    answer_set = read_answer_set(write(tmp_path, answers=[{**ANSWER, "text": ""}]))

    assert answer_set.answer_of("1", "ann").text == ""


def test_judgments_are_there_where_their_file_is(tmp_path: Path) -> None:
    verdict = {"q": "1", "judge": "cy", "a": "ann", "b": "bob", "winner": None, "scores": [1, 2]}
    [judgment] = read_answer_set(write(tmp_path, judgments=[verdict])).judgments

    assert (judgment.judge, judgment.first, judgment.second, judgment.winner) == (
        "cy",
        "ann",
        "bob",
        None,
    )
    assert judgment.other == {"scores": [1, 2]}


@pytest.mark.parametrize(
    ("answers", "line", "said"),
    [
        ([ANSWER, "{"], 2, "is no JSON"),
        ([ANSWER, "", "[]"], 3, "has to be one object; put it in braces"),
        ([{"q": "1", "m": "ann"}], 1, "`text` has to be a text; add it"),
        ([{**ANSWER, "q": "9"}], 1, "`q` is '9', which no question has as its id; correct it"),
        ([{**ANSWER, "sample": "two"}], 1, "`sample` has to be a number; correct it"),
        ([{**ANSWER, "finish": 3}], 1, "`finish` has to be a text; put it in quotes"),
        ([{**ANSWER, "claims": "all"}], 1, "`claims` has to be a list; put it in brackets"),
        ([{**ANSWER, "claims": ["it"]}], 1, "`claims` has to be a list of objects; correct it"),
    ],
)
def test_an_error_names_file_and_line_and_says_what_to_do(
    tmp_path: Path, answers: list[Line], line: int, said: str
) -> None:
    folder = write(tmp_path, answers=answers)
    with pytest.raises(UnreadableSet) as caught:
        read_answer_set(folder)

    assert caught.value.line == line
    assert f"answers.jsonl, line {line}: " in str(caught.value)
    assert said in str(caught.value)


def test_an_unknown_kind_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSet, match="use one of number, math, literal, choice"):
        read_answer_set(write(tmp_path, questions=[{**QUESTION, "kind": "guess"}]))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSet, match=r"dataset\.json: is not there; name the folder"):
        read_answer_set(tmp_path)
    (write(tmp_path) / "questions.jsonl").unlink()
    with pytest.raises(UnreadableSet, match=r"questions\.jsonl\.gz: is not there"):
        read_answer_set(tmp_path)


def test_a_file_that_breaks_off_is_told_at_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path)
    whole = gzip.compress((folder / "answers.jsonl").read_bytes())
    (folder / "answers.jsonl.gz").write_bytes(whole[:-12])

    with pytest.raises(UnreadableSet, match=r"cannot be read .* fetch the file again"):
        read_answer_set(folder)


def test_a_split_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    answer_set = read_answer_set(write(tmp_path))

    with pytest.raises(UnknownMeans, match="no questions in train; there are: test"):
        answer_set.split("train")
