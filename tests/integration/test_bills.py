"""A bill is held against the ledger, per day and model: what differs is shown, nothing changed."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from providers.ledger.bill_files import Billed
from providers.ledger.bills import compare_bill
from providers.models import Attempt, Bill, Price
from tests.factories import make_language_model

pytestmark = pytest.mark.django_db

GLM, OSS = "zai-org/GLM-5.2", "openai/gpt-oss-120b"
FIRST, LAST = date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _router() -> None:
    make_language_model(GLM)


def add_attempt(
    model: str, cost: int | None, at: str = "2026-11-25T12:00:00+00:00", **more: object
) -> None:
    moment = datetime.fromisoformat(at).astimezone(UTC)
    fields = {
        "trace_id": uuid.uuid4(),
        "voice": "ann",
        "number": 1,
        "provider": "huggingface",
        "status": "succeeded",
        "started_at": moment,
        "ended_at": moment,
        **more,
    }
    Attempt.objects.create(model=model, cost_nano_usd=cost, **fields)


def compare(*billed: Billed) -> Bill:
    return compare_bill(provider="huggingface", billed=billed, file_name="bill.csv")


def lines(bill: Bill) -> list[tuple[date, str, int, int, int, int]]:
    fields = ("day", "model", "billed_nano_usd", "ledger_nano_usd", "attempts", "unpriced")
    return list(bill.lines.values_list(*fields))


def run(tmp_path: Path, document: object, *options: str) -> str:
    path, told = tmp_path / "usage.json", StringIO()
    path.write_text(json.dumps(document))
    call_command("compare_bill", "huggingface", str(path), *options, stdout=told)
    return told.getvalue()


def test_each_day_and_model_stands_beside_what_the_ledger_has() -> None:
    add_attempt(f"{GLM}:novita", 300)
    add_attempt(f"{GLM}:groq", 200)
    add_attempt(GLM, 50, at="2026-11-26T00:00:00+00:00")
    add_attempt(OSS, 7)
    bill = compare(Billed(FIRST, GLM, 300), Billed(FIRST, GLM, 100), Billed(LAST, GLM, 50))
    assert lines(bill) == [
        (FIRST, OSS, 0, 7, 1, 0),
        (FIRST, GLM, 400, 500, 2, 0),
        (LAST, GLM, 50, 50, 1, 0),
    ]
    assert (bill.since, bill.until) == (FIRST, LAST)
    assert (bill.billed_nano_usd, bill.ledger_nano_usd, bill.delta_nano_usd) == (450, 557, 107)


def test_days_are_those_of_utc_and_only_those_of_the_bill() -> None:
    add_attempt(GLM, 1, at="2026-11-25T00:30:00+01:00")  # the 24th
    add_attempt(GLM, 2, at="2026-11-26T00:30:00+01:00")
    add_attempt(GLM, 4, at="2026-11-26T00:00:00+00:00")  # the 26th
    assert lines(compare(Billed(FIRST, GLM, 2))) == [(FIRST, GLM, 2, 2, 1, 0)]


def test_rehearsals_other_providers_and_what_was_never_sent_are_left_out() -> None:
    add_attempt(GLM, 5, is_rehearsal=True)
    add_attempt(GLM, 5, provider="gemini")
    add_attempt(GLM, None, code="window_full", status="failed")
    assert lines(compare(Billed(FIRST, GLM, 1))) == [(FIRST, GLM, 1, 0, 0, 0)]


def test_what_has_no_known_cost_is_counted() -> None:
    add_attempt(GLM, None)
    add_attempt(GLM, 5, status="failed", code="cut")
    add_attempt(GLM, 0)
    add_attempt(OSS, 0)
    assert lines(compare(Billed(FIRST, GLM, 9))) == [(FIRST, GLM, 9, 5, 3, 1)]


def test_too_much_for_one_model_does_not_make_good_for_too_little_for_another() -> None:
    add_attempt(GLM, 150)
    add_attempt(OSS, 50)
    bill = compare(Billed(FIRST, GLM, 100), Billed(FIRST, OSS, 100))
    assert (bill.delta_nano_usd, bill.drift_nano_usd, bill.drift_percent) == (0, 100, 50.0)


def test_another_midnight_is_no_drift() -> None:
    add_attempt(GLM, 100, at="2026-11-26T00:00:01+00:00")
    bill = compare(Billed(FIRST, GLM, 100), Billed(LAST, OSS, 0))
    assert bill.drift_percent == 0


def test_the_command_shows_the_lines_and_is_content_within_the_tolerance(tmp_path: Path) -> None:
    add_attempt(f"{GLM}:novita", 1_040_000)
    usage = [{"date": "2026-11-25", "model": GLM, "cost_nano_usd": 1_000_000}]
    told = run(tmp_path, usage)
    assert ["2026-11-25", GLM, "0.001", "0.00104", "0.00004", "1", "0"] in [
        line.split() for line in told.splitlines()
    ]
    assert "billed $0.001, in the ledger $0.00104; off by 4.0 %." in told
    bill = Bill.objects.get()
    assert (bill.provider, bill.file_name) == ("huggingface", "usage.json")


@pytest.mark.parametrize(
    ("billed", "options", "told"),
    [
        (1_000_000, (), "off by 20.0 %, and 5 % is tolerated"),
        (1_000_000, ("--tolerance", "19.9"), "19.9 % is tolerated"),
        (0, (), r"off by \$0.0012, with nothing billed"),
    ],
)
def test_above_the_tolerance_it_fails_with_a_code_of_its_own(
    tmp_path: Path, billed: int, options: tuple[str, ...], told: str
) -> None:
    add_attempt(GLM, 1_200_000)
    usage = [{"date": "2026-11-25", "model": GLM, "cost_nano_usd": billed}]
    with pytest.raises(CommandError, match=told) as drifted:
        run(tmp_path, usage, *options)
    assert drifted.value.returncode == 2
    assert Bill.objects.count() == 1
    run(tmp_path, usage, "--tolerance", "inf")


def test_neither_the_ledger_nor_a_price_is_rewritten(tmp_path: Path) -> None:
    add_attempt(GLM, 5)
    before = list(Attempt.objects.values())
    run(tmp_path, [{"date": "2026-11-25", "model": GLM, "cost_nano_usd": 5}])
    assert list(Attempt.objects.values()) == before
    assert not Price.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nobody", "x.csv"), "There is no provider nobody; there are huggingface."),
        (("huggingface", "x.csv"), "x.csv cannot be read: No such file"),
        (("huggingface", "x.csv", "--tolerance", "-1"), "a number of per cent, 0 or more"),
        (("huggingface", "x.csv", "--tolerance", "nan"), "a number of per cent, 0 or more"),
    ],
)
def test_what_cannot_be_compared_is_said(words: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError, match=told) as failed:
        call_command("compare_bill", *words)
    assert failed.value.returncode == 1
    assert not Bill.objects.exists()


def test_the_admin_shows_the_last_one_first_and_changes_none(admin_client: Client) -> None:
    add_attempt(GLM, 5_000_000)
    compare(Billed(FIRST, GLM, 1_000_000))
    last = compare(Billed(LAST, GLM, 2_000_000))
    page = admin_client.get("/admin/providers/bill/").text
    assert page.index("2026-11-26 to 2026-11-26") < page.index("2026-11-25 to 2026-11-25")
    shown = admin_client.get(f"/admin/providers/bill/{last.pk}/change/")
    assert "0.002" in shown.text
    assert GLM in shown.text
    assert 'name="_save"' not in shown.text
    delete = f"/admin/providers/bill/{last.pk}/delete/"
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403
