"""`manage.py compare_models` and `test_models`, beside a running stack and on their own."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.integration.rehearsal import ANN, QUERY, Rehearsal
from tests.integration.stack import (
    ROOT,
    WHERE_STACKS_RUN,
    Stack,
    stack_in,
    wait_until,
)

pytestmark = WHERE_STACKS_RUN

SECONDS = 40.0
BOB = "openai/gpt-oss-20b"
MODELS = f"huggingface:{ANN},huggingface:{BOB}"
EXAMPLE = str(ROOT / "docs" / "examples" / "cases.jsonl")


def outcome(stack: Stack, *words: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    command = stack.manage(*words)
    output, errors = command.communicate(timeout=SECONDS)
    assert "Traceback" not in errors
    return command.returncode, output, errors


def test_a_newcomer_compares_without_a_key_and_without_a_stack(tmp_path: Path) -> None:
    with stack_in(tmp_path) as lone:
        code, output, _ = outcome(lone, "compare_models", QUERY, "--models", MODELS, "--json")
        assert lone.processes() == []

    told: dict[str, Any] = json.loads(output)
    assert (code, told["rehearsal"]) == (0, True)
    assert [result["has_succeeded"] for result in told["results"]] == [True, True]
    assert told["summary"]["fastest"] == told["results"][0]["model"]


def test_a_comparison_is_drawn_with_answers_figures_and_its_label(
    stack: Stack, rehearsal: Rehearsal
) -> None:
    rehearsal.set_answers({ANN: ["Rivers carry salt."]})
    rehearsal.put_faults({BOB: ["404*"]})

    code, output, _ = outcome(stack, "compare_models", QUERY, "--models", MODELS)

    assert code == 0
    assert f"huggingface:{ANN}:\nRivers carry salt." in output
    assert "(not_served)" in output
    assert f"Fastest: huggingface:{ANN};" in output
    assert "Rehearsal: scripted answers" in output


def test_where_nobody_answers_it_fails_and_tells_nulls(stack: Stack, rehearsal: Rehearsal) -> None:
    rehearsal.put_faults({"*": ["404*"]})

    code, output, errors = outcome(stack, "compare_models", QUERY, "--models", MODELS, "--json")

    assert (code, "Nobody answered." in errors) == (1, True)
    assert set(json.loads(output)["summary"].values()) == {None}
    assert "NaN" not in output


def test_the_example_of_the_docs_is_tested_and_held_to_a_limit(
    stack: Stack, rehearsal: Rehearsal
) -> None:
    rehearsal.set_answers({ANN: ["Paris"]})
    rehearsal.put_faults({BOB: ["404*"]})
    words = ("test_models", EXAMPLE, "--models", MODELS)

    code, output, errors = outcome(stack, *words, "--min-pass-rate", "0.2")

    assert code == 1
    assert f"Below a pass rate of 20.0%: huggingface:{BOB} -." in errors
    assert f"json, huggingface:{ANN}: It is no JSON." in output
    told = json.loads(outcome(stack, *words, "--json")[1])
    ann, bob = told["by_model"]
    assert (ann["success_rate"], ann["pass_rate"]) == (1.0, 0.25)
    assert (bob["success_rate"], bob["pass_rate"]) == (0.0, None)


def test_a_limit_that_is_kept_leaves_the_exit_code_alone(
    stack: Stack, rehearsal: Rehearsal
) -> None:
    words = ("test_models", EXAMPLE, "--models", f"huggingface:{ANN}", "--min-pass-rate")
    rehearsal.set_answers({ANN: ["Paris"]})
    assert outcome(stack, *words, "0.25")[0] == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["compare_models", " ", "--models", MODELS], "Write a query"),
        (["compare_models", "\udcff", "--models", MODELS], "Surrogate characters"),
        (["compare_models", QUERY, "--models", ","], "names at least one model"),
        (["compare_models", QUERY, "--models", MODELS, "--seconds", "0"], "more than 0"),
        (["compare_models", QUERY, "--models", MODELS, "--max-cost-usd", "x"], "is no number"),
        (
            ["compare_models", QUERY, "--models", "huggingface:openai/gtp-oss-20b"],
            f"the nearest is huggingface:{BOB}.",
        ),
        (["test_models", "nowhere.jsonl", "--models", MODELS], "nowhere.jsonl: cannot be read"),
        (["test_models", EXAMPLE, "--models", MODELS, "--min-pass-rate", "80"], "from 0 to 1"),
        (
            ["compare_models", "[rehearse: gpt-oss-12b=429] Why?", "--models", MODELS],
            "the nearest is",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    stack: Stack, rehearsal: Rehearsal, words: list[str], sentence: str
) -> None:
    code, _, errors = outcome(stack, *words)
    assert code in (1, 2)
    assert sentence in errors
    assert rehearsal.calls() == {}


def test_a_bad_case_is_told_with_file_and_line(
    stack: Stack, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('\n{"id": "a", "prompt": "?", "match": [{"regex": "("}]}\n')

    code, _, errors = outcome(stack, "test_models", str(file), "--models", MODELS)

    assert code == 1
    assert f"{file}, line 2: '(' is no regular expression" in errors


def test_ctrl_c_cuts_those_who_speak(stack: Stack, rehearsal: Rehearsal) -> None:
    rehearsal.put_faults({"*": ["hang*"]})
    command = stack.manage("compare_models", QUERY, "--models", MODELS)
    wait_until(lambda: len(rehearsal.calls()) == 2, SECONDS, "both to be asked", stack.said)

    command.send_signal(signal.SIGINT)
    _, errors = command.communicate(timeout=10)

    assert command.returncode == 130
    assert "Traceback" not in errors
