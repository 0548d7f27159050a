"""How today's deliberations went, in figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from council.models import Council, Deliberation, Opinion
from council.results.figures import figures_of_today
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import client_of

pytestmark = pytest.mark.django_db

FIRST = [{"model": "huggingface:ann", "attempts": 1, "code": "", "message": ""}]
FALLEN = [
    {"model": "huggingface:bob", "attempts": 0, "code": "cooling_down", "message": ""},
    {"model": "gemini:flash", "attempts": 1, "code": "", "message": ""},
]
CUT = [{"model": "huggingface:ann", "attempts": 1, "code": "cut", "message": ""}]


@pytest.fixture
def council(settings: Settings) -> Council:
    settings.REHEARSAL = settings.SINGLE_USER = False
    return make_council()


def ended(
    person: User, council: Council, days_ago: float = 0, seconds: float = 20, **more: object
) -> Deliberation:
    row = make_deliberation(person, council, is_rehearsal=bool(more.pop("is_rehearsal", False)))
    at = timezone.now() - timedelta(days=days_ago)
    values = {"status": "done", "created_at": at - timedelta(seconds=seconds), "ended_at": at}
    Deliberation.objects.filter(pk=row.pk).update(**{**values, **more})
    return row


def opinion(deliberation: Deliberation, member: str, asked: object, **more: object) -> None:
    values = {"status": Opinion.Status.GIVEN, "model": "huggingface:ann", **more}
    routing = {"asked": asked, "reason": ""}
    Opinion.objects.create(deliberation=deliberation, member=member, routing=routing, **values)


def test_nothing_is_told_of_a_day_on_which_nothing_happened(ann: User) -> None:
    told = client_of(ann).get("/api/figures/").json()
    assert (told["deliberations"], told["opinions"], told["fell_back_to"]) == (0, 0, [])
    shares = ("fallback_share", "usual_fallback_share", "median_seconds", "p95_seconds")
    assert [told[name] for name in shares] == [None] * 4


def test_opinions_of_today_are_counted_and_those_by_fallback(
    ann: User, bob: User, council: Council
) -> None:
    mine = ended(ann, council)
    opinion(mine, "ann", FIRST)
    opinion(mine, "bob", FALLEN, model="gemini:flash")
    opinion(mine, "cleo", CUT)
    opinion(mine, "dan", [], status=Opinion.Status.FAILED)
    opinion(mine, "eve", FIRST, kept=True)
    opinion(ended(bob, council), "ann", FIRST)
    opinion(ended(bob, council, is_rehearsal=True), "ann", FALLEN)
    before = ended(bob, council, days_ago=2)
    opinion(before, "ann", FALLEN)
    opinion(before, "bob", FIRST)
    figures = figures_of_today(is_rehearsal=False)
    assert (figures.deliberations, figures.opinions) == (2, 4)
    assert (figures.fallback_share, figures.usual_fallback_share) == (0.25, 0.5)
    assert [(each.provider, each.opinions) for each in figures.fell_back_to] == [("gemini", 1)]
    assert figures_of_today(is_rehearsal=True).fallback_share == 1.0


def test_how_long_it_took_is_told_by_what_ended_with_an_answer(ann: User, council: Council) -> None:
    for seconds in (10, 20, 60):
        ended(ann, council, seconds=seconds)
    ended(ann, council, seconds=900, status="failed")
    figures = figures_of_today(is_rehearsal=False)
    assert figures.median_seconds == pytest.approx(20)
    assert figures.p95_seconds == pytest.approx(56)


def test_what_an_opinion_usually_takes_is_the_mean_of_those_asked_first(
    ann: User, council: Council
) -> None:
    asked = ended(ann, council)
    for member in range(10):
        took = {"input_tokens": 100, "output_tokens": 200 + member, "cost_nano_usd": 10**6}
        opinion(asked, f"member-{member}", FIRST, **took)
    opinion(asked, "fallen", FALLEN, input_tokens=10**6, output_tokens=10**6, cost_nano_usd=10**9)
    opinion(asked, "answered-before", FIRST, cost_nano_usd=0)
    told = client_of(ann).get("/api/figures/").json()["usual_opinions"]
    assert told == [
        {
            "provider": "huggingface",
            "opinions": 10,
            "input_tokens": 100.0,
            "output_tokens": 204.5,
            "cost_usd": "0.001",
        }
    ]


def test_without_a_history_or_a_price_nothing_is_made_up(ann: User, council: Council) -> None:
    asked = ended(ann, council)
    for member in range(9):
        opinion(asked, f"member-{member}", FIRST, output_tokens=200, cost_nano_usd=10**6)
    opinion(ended(ann, council, days_ago=31), "long-ago", FIRST, output_tokens=1, cost_nano_usd=1)
    assert figures_of_today(is_rehearsal=False).usual_opinions == []
    opinion(asked, "unpriced", FIRST, output_tokens=200, cost_nano_usd=None)
    [usual] = figures_of_today(is_rehearsal=False).usual_opinions
    assert (usual.opinions, usual.cost_usd) == (10, None)


def test_it_takes_as_many_queries_however_much_happened(
    ann: User, council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        opinion(ended(ann, council), "ann", FALLEN)
    with django_assert_num_queries(6):
        figures_of_today(is_rehearsal=False)


def test_nobody_unknown_reads_it(settings: Settings) -> None:
    settings.SINGLE_USER = False
    assert Client().get("/api/figures/").status_code == 401
