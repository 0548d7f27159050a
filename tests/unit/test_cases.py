"""Reading cases: what is wrong with one is told with its file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.model_tests.cases import read_cases
from providers.model_tests.errors import UnreadableCases

CAPITAL = {"id": "capital", "prompt": "The capital of France?", "match": [{"word": "Paris"}]}
SUM = {"id": "sum", "prompt": "2 + 2?", "match": [{"any_of": ["4", "four"]}]}


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "cases.jsonl"


def told(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(UnreadableCases) as refused:
        read_cases(file)
    return str(refused.value).removeprefix(str(file))


@pytest.mark.parametrize(
    "text",
    [
        f"{json.dumps(CAPITAL)}\n\n{json.dumps(SUM)}\n",
        json.dumps([CAPITAL, SUM]),
        json.dumps([CAPITAL, SUM], indent=2),
        f"\ufeff{json.dumps(CAPITAL)}\r\n{json.dumps(SUM)}",
    ],
)
def test_lines_and_lists_are_read_alike(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    cases = read_cases(file)
    assert [(case.id, case.prompt) for case in cases] == [
        ("capital", "The capital of France?"),
        ("sum", "2 + 2?"),
    ]
    assert [len(case.matchers) for case in cases] == [1, 1]


def test_a_bad_case_is_told_with_its_line(file: Path) -> None:
    bad = json.dumps({**SUM, "match": [{"regex": "("}]})
    assert told(file, f"{json.dumps(CAPITAL)}\n{bad}").startswith(
        ", line 2: '(' is no regular expression: "
    )
    in_list = json.dumps([CAPITAL, {**SUM, "match": []}], indent=1)
    assert told(file, in_list).startswith(", line 11: match is a list of 1 to 10 matchers.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": holds no cases."),
        ("[]", ": holds no cases."),
        ("{", ", line 1: This is no JSON: "),
        (f"{json.dumps(CAPITAL)}\nnonsense", ", line 2: This is no JSON: "),
        (f"[{json.dumps(CAPITAL)}", ", line 1: This is no JSON: Expecting ',' or ']'."),
        (f"[{json.dumps(CAPITAL)}] 1", ", line 1: This is no JSON: Expecting one list."),
        ("3", ", line 1: A case is an object with id, prompt, match."),
        (json.dumps({**SUM, "prompts": ""}), ", line 1: There is no field 'prompts'."),
        (json.dumps({**SUM, "prompt": " "}), ", line 1: prompt is a text that is not empty."),
        (json.dumps({**SUM, "id": 4}), ", line 1: id is a text that is not empty."),
        (json.dumps({**SUM, "id": "x" * 61}), ", line 1: id has at most 60 characters."),
        (json.dumps({**SUM, "match": [{"min_length": 1}] * 11}), ", line 1: match is a list of 1"),
        (f"{json.dumps(SUM)}\n{json.dumps(SUM)}", ", line 2: 'sum' is that of line 1."),
        (json.dumps({**SUM, "id": "\ud800"}), ", line 1: It has characters nobody can read."),
        (json.dumps({**SUM, "match": [{"regex": "\ud800"}]}), ", line 1: It has characters"),
        ("[" * 100_000, ": is nested too deeply."),
    ],
)
def test_what_is_no_case_is_refused(file: Path, text: str, said: str) -> None:
    assert told(file, text).startswith(said)


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    with pytest.raises(UnreadableCases, match="cannot be read as text"):
        read_cases(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableCases, match="cannot be read as text"):
        read_cases(file)


@given(st.text(alphabet='[]{},:" \n\\abc1', max_size=40))
def test_no_text_is_read_as_cases_by_chance(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "by-chance.json"
    assert told(file, text)
