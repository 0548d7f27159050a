"""`manage.py calibrate`: what is learned from a set is stored once, and told."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from council.models import Calibration
from providers.models import ModelStrength
from tests.factories import make_council
from tests.shared_folder import shared

pytestmark = pytest.mark.django_db


def write_set(folder: Path, *members: str, count: int = 120, split: str = "train") -> Path:
    """The first member is always right, the others every other time."""
    folder.mkdir(exist_ok=True)
    about = {"name": "tiny", "kind": "number", "task": "sums", "members": list(members)}
    (folder / "dataset.json").write_text(json.dumps(about))
    questions = [
        {"id": f"q{i}", "prompt": f"{i}?", "kind": "number", "gold": "7", "split": split}
        for i in range(count)
    ]
    answers = [
        {"q": f"q{i}", "m": member, "text": f"Answer: {7 if member == members[0] or i % 2 else 8}"}
        for i in range(count)
        for member in members
    ]
    for name, lines in (("questions", questions), ("answers", answers)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "tiny", "ann", "bob", "cy")


def run(folder: Path | str, *arguments: str) -> str:
    out = io.StringIO()
    call_command("calibrate", str(folder), *arguments, stdout=out)
    return out.getvalue()


def stored() -> list[tuple[str, str, str, int, int]]:
    columns = ("language_model", "kind", "set_name", "right", "scored")
    return list(ModelStrength.objects.values_list(*columns))


def test_what_is_learned_is_stored_and_told(folder: Path) -> None:
    told = run(folder)

    assert stored() == [
        ("ann", "number", "tiny", 120, 120),
        ("bob", "number", "tiny", 60, 120),
        ("cy", "number", "tiny", 60, 120),
    ]
    assert set(ModelStrength.objects.values_list("source", flat=True)) == {"evaluation"}
    calibrations = Calibration.objects.values_list(
        "council", "kind", "set_name", "are_strengths_known", "scored"
    )
    assert sorted(calibrations) == [
        ("", "number", "tiny", False, 120),
        ("", "number", "tiny", True, 120),
    ]
    assert "ann, number: 100.0% (120 of 120)" in told
    assert "Votes without the weak, number, 120 questions: 33% of the votes means 95%" in told
    assert "Stored from tiny: 3 strengths, 2 calibrations." in told


def test_a_second_run_takes_the_place_of_the_first(folder: Path) -> None:
    run(folder)
    write_set(folder, "ann", "bob", count=50)

    run(folder)

    assert stored() == [("ann", "number", "tiny", 50, 50), ("bob", "number", "tiny", 25, 50)]
    assert [row.scored for row in Calibration.objects.all()] == [50]


def test_what_another_set_told_stays(folder: Path, tmp_path: Path) -> None:
    run(folder)

    run(write_set(tmp_path / "other", "ann", "bob"))

    assert {set_name for _, _, set_name, _, _ in stored()} == {"tiny", "other"}


def test_of_few_questions_the_strength_is_said_to_be_unknown(tmp_path: Path) -> None:
    told = run(write_set(tmp_path / "few", "ann", "bob", count=29))

    assert "ann, number: unknown (29 of 29)" in told
    assert "What agreement means stays unknown" in told
    assert not Calibration.objects.exists()


def test_only_some_members_can_be_learned_of(folder: Path) -> None:
    run(folder, "--members", "ann,bob")

    assert [name for name, *_ in stored()] == ["ann", "bob"]


def test_a_council_has_a_calibration_of_its_own(tmp_path: Path) -> None:
    make_council("sums", members=("ann", "bob"))
    folder = write_set(tmp_path / "mine", "huggingface:ann", "huggingface:bob", "huggingface:cy")
    run(folder)

    run(folder, "--council", "sums")

    assert set(Calibration.objects.values_list("council", flat=True)) == {"", "sums"}
    assert len(stored()) == 3


def test_what_cannot_be_learned_is_an_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tiny has no questions in history; there are: train"):
        run(folder, "--learn", "history")
    with pytest.raises(CommandError, match="tiny has no member dora"):
        run(folder, "--members", "ann,dora")
    with pytest.raises(CommandError, match="There is no council named sums"):
        run(folder, "--council", "sums")
    with pytest.raises(CommandError, match="not both"):
        run(folder, "--council", "sums", "--members", "ann")
    with pytest.raises(CommandError, match=r"dataset\.json: is not there"):
        run(tmp_path / "nothing")
    assert stored() == []


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("name", "kind", "members", "scored"),
    [
        ("gsm8k", "number", 14, 200),
        ("math_l5", "math", 13, 101),
        ("crux", "literal", 13, 115),
        ("mmlu_pro", "choice", 14, 193),
        ("mmlu_pro_samples", "choice", 6, 20),
        ("simpleqa", "short", 18, 43),
    ],
)
def test_every_set_with_right_answers_can_be_learned_from(
    name: str, kind: str, members: int, scored: int
) -> None:
    run(str(shared("evals") / name))

    assert len(stored()) == members
    assert {kind_ for _, kind_, *_ in stored()} == {kind}
    assert max(scored_ for *_, scored_ in stored()) == scored
    is_comparable = name not in ("mmlu_pro_samples", "simpleqa")
    assert Calibration.objects.filter(kind=kind).count() == (2 if is_comparable else 0)


@pytest.mark.parametrize("name", ["nq_claims", "vicuna80_peer"])
def test_a_set_without_right_answers_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="has no right answers"):
        run(str(shared("evals") / name))
