"""What judges are like, from the reviews that are stored."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.models import Council, Deliberation, Opinion, Review
from providers.models import LanguageModel
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import assert_refused, client_of

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = {"ann": "Rivers.", "bob": "Rocks and rivers.", "cleo": "Vents."}


@pytest.fixture
def council() -> Council:
    council = make_council()
    LanguageModel.objects.filter(name__in=["ann", "bob"]).update(family="salt")
    return council


def judged(ann: User, council: Council, times: int, *, is_rehearsal: bool = False) -> None:
    """Ann puts Bob, of her family, before Cleo, whom she saw first; asked again, she does not."""
    for _ in range(times):
        deliberation = make_deliberation(ann, council, is_rehearsal=is_rehearsal)
        for member, text in TEXTS.items():
            Opinion.objects.create(
                deliberation=deliberation,
                member=member,
                model=f"huggingface:{member}",
                status=Opinion.Status.GIVEN,
                text=text,
            )
        review(deliberation, 1, ["cleo", "bob"], [["bob"], ["cleo"]])
        review(deliberation, 2, ["bob", "cleo"], [["cleo"], ["bob"]])


def review(
    deliberation: Deliberation, number: int, shown: list[str], ranking: list[list[str]]
) -> None:
    Review.objects.create(
        deliberation=deliberation,
        member="ann",
        round=number,
        status=Review.Status.GIVEN,
        model="huggingface:ann:novita",
        shown=shown,
        ranking=ranking,
    )


def test_a_judge_is_told_with_what_it_prefers_and_of_how_many(ann: User, council: Council) -> None:
    judged(ann, council, 30)
    judged(ann, council, 3, is_rehearsal=True)

    answer = client_of(ann).get("/api/judges/").json()

    assert answer["fewest"] == 30
    assert answer["results"] == [
        {
            "judge": "huggingface:ann",
            "reviews": 60,
            "abstained": 0,
            "first": {"share": 0.0, "of": 60},
            "consistent": {"share": 0.0, "of": 30},
            "longer": {"share": 1.0, "of": 30},
            "kin": {"share": 1.0, "of": 30},
        }
    ]


def test_of_few_comparisons_no_share_is_told(ann: User, council: Council) -> None:
    judged(ann, council, 2)
    failed = make_deliberation(ann, council)
    Review.objects.create(
        deliberation=failed, member="ann", status=Review.Status.FAILED, code="deadline"
    )

    [judge] = client_of(ann).get("/api/judges/").json()["results"]

    assert (judge["reviews"], judge["kin"]) == (4, {"share": None, "of": 2})


def test_many_reviews_are_read_in_as_many_queries_as_few(ann: User, council: Council) -> None:
    counts = []
    for _ in range(2):
        judged(ann, council, 4)
        with CaptureQueriesContext(connection) as asked:
            assert client_of(ann).get("/api/judges/").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_nobody_is_told_without_a_name() -> None:
    assert_refused(Client().get("/api/judges/"), 401, "not_authenticated")
