"""What a provider billed is read out of its own files, or it is said what is wrong with them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from providers.ledger.bill_files import Billed, UnreadableBill, read_bill

DAY = date(2026, 11, 25)
GLM = "zai-org/GLM-5.2"
USAGE = [
    {"date": "2026-11-25", "model": GLM, "cost_nano_usd": 1_234_567},
    {"date": "2026-11-26", "model": "openai/gpt-oss-120b", "cost_nano_usd": 0},
]
TOLD = [Billed(DAY, GLM, 1_234_567), Billed(date(2026, 11, 26), "openai/gpt-oss-120b", 0)]
GENERATION = {
    "id": "gen-1",
    "created_at": "2026-11-25T23:33:19.433273+00:00",
    "model": "deepseek/deepseek-chat",
    "total_cost": 0.0015,
    "usage": 0.0015,
    "native_tokens_cached": 3,
}
GENERATED = Billed(DAY, "deepseek/deepseek-chat", 1_500_000)


def bill(tmp_path: Path, text: str) -> list[Billed]:
    path = tmp_path / "bill"
    path.write_text(text)
    return read_bill(path)


@pytest.mark.parametrize(
    "document",
    [
        json.dumps(USAGE),
        json.dumps({"usage": USAGE}, indent=2),
        "\n".join(map(json.dumps, USAGE)),
        json.dumps(USAGE).replace("cost_nano_usd", "costNanoUsd"),
        f"date,model,provider,cost_nano_usd\n2026-11-25,{GLM},novita,1234567\n"
        "2026-11-26,openai/gpt-oss-120b,groq,0\n",
        f"\ufeffdate,model,cost_nano_usd\r\n2026-11-25T10:00:00Z,{GLM},1234567\r\n"
        "2026-11-26,openai/gpt-oss-120b,0\r\n",
    ],
)
def test_the_usage_of_hugging_face_is_read(tmp_path: Path, document: str) -> None:
    assert bill(tmp_path, document) == TOLD


@pytest.mark.parametrize(
    "document",
    [
        json.dumps({"data": GENERATION}),
        json.dumps(GENERATION),
        json.dumps([GENERATION]),
        "created_at,model,total_cost\n2026-11-25T23:33:19Z,deepseek/deepseek-chat,0.0015\n",
        "\n created_at".strip() + ",model,total_cost\n2026-11-26 00:30:00+01:00,"
        "deepseek/deepseek-chat,1.5e-3\n",
    ],
)
def test_the_generations_of_openrouter_are_read(tmp_path: Path, document: str) -> None:
    assert bill(tmp_path, document) == [GENERATED]


def test_answers_of_the_generation_endpoint_may_stand_one_behind_the_other(tmp_path: Path) -> None:
    assert bill(tmp_path, (json.dumps({"data": GENERATION}) + "\n") * 2) == [GENERATED] * 2


def test_a_sum_is_read_as_it_is_written(tmp_path: Path) -> None:
    text = '[{"created_at": "2026-11-25", "model": "m", "total_cost": 0.100000001}]'
    assert bill(tmp_path, text) == [Billed(DAY, "m", 100_000_001)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has no records"),
        ("[]", "has no records"),
        ("date,model,cost_nano_usd\n", "has no records"),
        ("{", "Line 1 is no JSON"),
        ('[{"date": "2026-11-25"},\n{', "Line 2 is no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[1]", "Record 1 has neither date, model and cost_nano_usd"),
        ("day,what\n1,2\n", "nor created_at, model and total_cost"),
        ("date,model,cost_nano_usd\n25.11.2026,m,1\n", "date of record 1 is no date as in 2026"),
        ("date,model,cost_nano_usd\n2026-11-25,,1\n", "Record 1 names no model"),
        ("date,model,cost_nano_usd\n2026-11-25,m,\n", "record 1 is no amount of money"),
        ("date,model,cost_nano_usd\n2026-11-25,m,0.5\n", "record 1 is no whole number"),
        ("date,model,cost_nano_usd\n2026-11-25,m,1\n2026-11-25,m,NaN\n", "record 2 is no amount"),
        ("date,model,cost_nano_usd\n2026-11-25,m,1e30\n", "record 1 is no amount"),
        ("created_at,model,total_cost\n2026-11-25,m,cheap\n", "total_cost of record 1"),
        ("date,model,cost_nano_usd\n2026-11-25\n", "Record 1 has neither"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UnreadableBill, match=told):
        bill(tmp_path, text)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBill, match="nowhere cannot be read: No such file"):
        read_bill(tmp_path / "nowhere")
    with pytest.raises(UnreadableBill, match="cannot be read: Is a directory"):
        read_bill(tmp_path)
    picture = tmp_path / "picture"
    picture.write_bytes(b"\x89PNG\xff")
    with pytest.raises(UnreadableBill, match="no text in UTF-8"):
        read_bill(picture)
