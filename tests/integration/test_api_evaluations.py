"""Reports that were kept, and what is learned, as they are told over HTTP."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from council.models import Calibration, EvaluationReport
from providers.models import ModelStrength
from tests.integration.evaluation_sets import write_tiny_set
from tests.integration.ways_in import assert_refused, client_of

pytestmark = pytest.mark.django_db(transaction=True)

EVALUATIONS = "/api/evaluations/"
MEASURED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def keep(folder: Path, *arguments: str) -> EvaluationReport:
    out = io.StringIO()
    call_command("evaluate", str(folder), "--keep", *arguments, stdout=out, stderr=io.StringIO())
    kept = EvaluationReport.objects.latest("created_at")
    assert f"Kept: /quality/{kept.id}" in out.getvalue()
    return kept


def test_a_report_that_was_kept_is_told_with_its_figures(ann: User, tmp_path: Path) -> None:
    kept = keep(write_tiny_set(tmp_path), "--strategy", "vote", "panel", "--seed", "7")

    told = client_of(ann).get(f"{EVALUATIONS}{kept.id}/").json()

    assert (told["name"], told["kind"], told["seed"]) == ("tiny", "number", 7)
    assert (told["scored"], told["learned_from"]) == (4, 40)
    assert told["command"] == (
        "manage.py evaluate tiny --learn train --score test --seed 7 --strategy vote panel"
    )
    [council] = told["councils"]
    assert council["unmeasured"] == ["panel"]
    [figures] = council["strategies"]
    assert (figures["strategy"], figures["are_strengths_known"]) == ("vote", False)
    assert figures["to_history"]["member"] == "ann"
    assert sum(each["answers"] for each in figures["confidence"]["bins"]) == 4
    assert sum(each["answers"] for each in figures["confidence"]["bins_calibrated"]) == 4
    captions = [table["caption"] for table in told["tables"]]
    assert captions[:2] == ["Members alone", "Councils: right answers"]


def test_what_is_kept_are_the_figures_that_are_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    kept = keep(write_tiny_set(tmp_path), "--strategy", "vote", "--report", str(file))

    assert kept.figures == json.loads(file.read_text())


def test_a_set_without_right_answers_is_kept_without_councils(ann: User, tmp_path: Path) -> None:
    folder = write_tiny_set(tmp_path)
    questions = folder / "questions.jsonl"
    lines = [json.loads(line) for line in questions.read_text().splitlines()]
    questions.write_text("\n".join(json.dumps({**line, "gold": None}) for line in lines))
    kept = keep(folder)

    told = client_of(ann).get(f"{EVALUATIONS}{kept.id}/").json()

    assert (told["scored"], told["learned_from"], told["councils"]) == (None, None, [])


def test_reports_are_listed_newest_first(ann: User, tmp_path: Path) -> None:
    folder = write_tiny_set(tmp_path)
    older, newer = (keep(folder, "--strategy", "vote", "--seed", seed) for seed in ("1", "2"))

    page = client_of(ann).get(EVALUATIONS, {"limit": "1"}).json()

    assert [each["id"] for each in page["results"]] == [str(newer.id)]
    assert set(page["results"][0]) == {
        "id", "name", "kind", "task", "seed", "created_at", "scored", "learned_from",
    }  # fmt: skip
    rest = client_of(ann).get(page["next"]).json()
    assert [each["id"] for each in rest["results"]] == [str(older.id)]
    assert rest["next"] is None


def test_without_keep_nothing_is_kept(tmp_path: Path) -> None:
    call_command(
        "evaluate",
        str(write_tiny_set(tmp_path)),
        "--strategy",
        "vote",
        stdout=io.StringIO(),
        stderr=io.StringIO(),
    )

    assert not EvaluationReport.objects.exists()


def test_a_report_that_is_not_there_is_not_found(ann: User) -> None:
    missing = f"{EVALUATIONS}00000000-0000-0000-0000-000000000000/"

    assert_refused(client_of(ann).get(missing), 404, "not_found")


def test_what_councils_decide_by_is_told_with_counts_and_dates(ann: User) -> None:
    common = {"kind": "number", "measured_at": MEASURED_AT}
    ModelStrength.objects.create(
        language_model="huggingface:ann", source="evaluation", set_name="a", right=30, scored=40,
        **common,
    )  # fmt: skip
    ModelStrength.objects.create(
        language_model="huggingface:ann", source="feedback", right=2, scored=8, **common
    )
    ModelStrength.objects.create(
        language_model="huggingface:bob", source="evaluation", set_name="a", right=29, scored=29,
        **common,
    )  # fmt: skip
    step = {"low": 0.0, "high": 1.0, "probability": 0.75, "scored": 40}
    Calibration.objects.create(
        set_name="a", are_strengths_known=False, steps=[step], scored=40, **common
    )

    told = client_of(ann).get("/api/learned/").json()

    when = "2026-11-20T12:00:00Z"
    assert told["fewest"] == 30
    assert told["strengths"] == [
        {
            "language_model": "huggingface:ann", "kind": "number", "accuracy": 0.667, "right": 32,
            "scored": 48, "by_people": 8, "measured_at": when,
        },
        {
            "language_model": "huggingface:bob", "kind": "number", "accuracy": None, "right": 29,
            "scored": 29, "by_people": 0, "measured_at": when,
        },
    ]  # fmt: skip
    assert told["calibrations"] == [
        {
            "council": "", "kind": "number", "set_name": "a", "are_strengths_known": False,
            "steps": [step], "scored": 40, "measured_at": when,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("address", [EVALUATIONS, "/api/learned/"])
def test_nobody_is_told_without_a_name(address: str) -> None:
    assert_refused(Client().get(address), 401, "not_authenticated")


def test_no_report_is_told_to_a_stranger_without_a_name(tmp_path: Path) -> None:
    kept = keep(write_tiny_set(tmp_path), "--strategy", "vote")

    assert_refused(Client().get(f"{EVALUATIONS}{kept.id}/"), 401, "not_authenticated")
