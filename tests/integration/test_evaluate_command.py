"""`manage.py evaluate`, on a set of its own."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.integration.evaluation_sets import write_tiny_set

pytestmark = pytest.mark.postgresql  # no database is asked: once is enough


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    return write_tiny_set(tmp_path)


def run(folder: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command(
        "evaluate",
        str(folder),
        "--strategy",
        "vote",
        *arguments,
        stdout=out,
        stderr=io.StringIO(),
    )
    return out.getvalue()


def test_a_set_is_evaluated_in_the_terminal(folder: Path) -> None:
    told = run(folder)

    assert "tiny: learned from train, scored on test" in told
    assert "Members alone" in told
    assert "Councils: confidence" in told


def test_how_far_it_has_come_is_told_beside_the_figures(folder: Path) -> None:
    known = {"tiny": {"councils": {n: {"members": ["ann", "bob"]} for n in ("one", "two")}}}
    (folder.parent / "expected.json").write_text(json.dumps(known))
    out, beside = io.StringIO(), io.StringIO()

    call_command("evaluate", str(folder), "--strategy", "vote", stdout=out, stderr=beside)

    assert beside.getvalue().splitlines() == [
        "reading the answers to tiny",
        "council 1 of 2: one",
        "council 2 of 2: two",
    ]
    assert "council 1 of 2" not in out.getvalue()


def test_strategies_are_named_once_or_several_times(folder: Path) -> None:
    file = folder / "report.json"
    run(folder, "--strategy", "panel", "adaptive", "--report", str(file))

    [council] = json.loads(file.read_text())["gold"]["councils"]
    assert [figures["strategy"] for figures in council["strategies"]] == ["vote", "adaptive"]
    assert council["unmeasured"] == ["panel"]


def test_the_same_seed_writes_the_same_report(folder: Path) -> None:
    one, other = folder / "one.json", folder / "other.json"
    page = folder / "report.html"

    run(folder, "--seed", "5", "--report", str(one), "--html", str(page))
    run(folder, "--seed", "5", "--report", str(other))

    assert one.read_bytes() == other.read_bytes()
    assert json.loads(one.read_text())["seed"] == 5
    assert page.read_text().startswith("<!doctype html>")


def test_limits_that_are_kept_are_told(folder: Path) -> None:
    told = run(folder, "--min-accuracy", "0.9", "--max-below-best", "0.01", "--max-ece", "0.5")

    assert "Every limit is kept." in told


def test_a_missed_limit_ends_in_an_error(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"all, vote: ECE after calibration is 0\.\d+") as missed:
        run(folder, "--max-ece", "0.0001")

    assert missed.value.returncode == 1


def test_one_council_can_be_named(folder: Path) -> None:
    assert "named" in run(folder, "--members", "bob,ann")
    with pytest.raises(CommandError, match="tiny has no member cy; it has: ann, bob"):
        run(folder, "--members", "ann,cy")


def test_a_set_that_is_not_there_is_an_error(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"dataset\.json: is not there; name the folder"):
        run(folder / "nothing")


def test_a_report_that_cannot_be_written_is_an_error(folder: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: Is a directory"):
        run(folder, "--report", str(folder))
