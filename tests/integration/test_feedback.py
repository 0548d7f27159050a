"""What people say of answers is kept, shown, and counted once in the strengths of models."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from council.deliberation.events import AgreementFound
from council.deliberation.shown import VoteShown
from council.models import Calibration, Council, Deliberation, Feedback, Opinion
from providers.models import ModelStrength
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import Answer, address_of, assert_refused, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_store")]

QUERY = "Tom has 3 apples and buys 4 more. How many apples does he have?"
SPLIT = {"ann": "7", "bob": "8", "cleo": "7"}


@pytest.fixture
def council(db: None) -> Council:
    return make_council()


def answered(
    ann: User, council: Council, query: str = QUERY, *, is_rehearsal: bool = False
) -> Deliberation:
    """Ann and cleo said 7, bob 8, and so 7 was the answer."""
    deliberation = make_deliberation(ann, council, query, is_rehearsal=is_rehearsal)
    for member, answer in SPLIT.items():
        say(deliberation, member, answer)
    vote = VoteShown("7", "ann", (), is_tied=False, are_strengths_known=False)
    found = AgreementFound("number", (), 3, (), is_unanimous=False, vote=vote)
    deliberation.agreements = [asdict(found)]
    deliberation.status = Deliberation.Status.DONE
    deliberation.save()
    return deliberation


def say(deliberation: Deliberation, member: str, answer: str, **values: Any) -> None:  # noqa: ANN401
    Opinion.objects.create(
        deliberation=deliberation,
        member=member,
        status=Opinion.Status.GIVEN,
        text=f"It is {answer}.",
        tail={"answer": answer, "claims": [], "is_unknown": False},
        model=f"huggingface:{member}",
        **values,
    )


def put(client: Client, deliberation: Deliberation, **said: str | None) -> Answer:
    path = f"{address_of(deliberation)}feedback/"
    return client.put(path, said, content_type="application/json")


def strengths() -> dict[str, tuple[int, int]]:
    rows = ModelStrength.objects.filter(source="feedback", kind="number", set_name="")
    return {
        row.language_model.removeprefix("huggingface:"): (row.right, row.scored) for row in rows
    }


def test_of_an_answer_said_to_be_right_all_who_held_it_were(
    client: Client, ann: User, council: Council
) -> None:
    deliberation = answered(ann, council)

    answer = put(client, deliberation, thumb="up")

    assert (answer.status_code, answer.json()) == (200, {"thumb": "up", "picked": None})
    assert strengths() == {"ann": (1, 1), "bob": (0, 1), "cleo": (1, 1)}
    told = client.get(address_of(deliberation)).json()
    assert told["feedback"] == {"thumb": "up", "picked": None}


def test_of_an_answer_said_to_be_wrong_it_is_not_known_who_was_right(
    client: Client, ann: User, council: Council
) -> None:
    put(client, answered(ann, council), thumb="down")

    assert strengths() == {"ann": (0, 1), "cleo": (0, 1)}


def test_a_picked_opinion_says_what_is_right(client: Client, ann: User, council: Council) -> None:
    put(client, answered(ann, council), picked="bob", thumb="down")
    put(client, answered(ann, council), picked="cleo")

    assert strengths() == {"ann": (1, 2), "bob": (1, 2), "cleo": (1, 2)}
    assert list(Feedback.objects.order_by("given_at").values_list("share", "is_right")) == [
        (2 / 3, False),
        (2 / 3, True),
    ]


def test_what_is_said_again_counts_once(client: Client, ann: User, council: Council) -> None:
    deliberation = answered(ann, council)

    for _ in range(2):
        put(client, deliberation, thumb="up")

    assert strengths() == {"ann": (1, 1), "bob": (0, 1), "cleo": (1, 1)}


def test_what_is_said_last_counts(client: Client, ann: User, council: Council) -> None:
    deliberation = answered(ann, council)
    put(client, deliberation, thumb="up")

    put(client, deliberation, thumb="down")
    assert strengths() == {"ann": (0, 1), "cleo": (0, 1)}

    taken_back = put(client, deliberation)
    assert taken_back.json() == {"thumb": None, "picked": None}
    assert strengths() == {}
    assert not Feedback.objects.exists()


def test_who_changed_its_answer_counts_by_its_first(
    client: Client, ann: User, council: Council
) -> None:
    deliberation = answered(ann, council)
    say(deliberation, "bob", "7", round=2)
    again = {**deliberation.agreements[0], "round": 2}
    Deliberation.objects.update(agreements=[*deliberation.agreements, again])

    put(client, deliberation, picked="bob")

    assert strengths() == {"ann": (1, 1), "bob": (0, 1), "cleo": (1, 1)}
    assert Feedback.objects.get().share is None  # agreement after an exchange tells another thing


def test_without_a_vote_the_answer_is_read_in_the_synthesis(
    client: Client, ann: User, council: Council
) -> None:
    deliberation = answered(ann, council)
    Deliberation.objects.update(agreements=[], synthesis={"text": "So it is.\n\nAnswer: 8"})

    put(client, deliberation, thumb="up")

    assert strengths() == {"ann": (0, 1), "bob": (1, 1), "cleo": (0, 1)}
    assert Feedback.objects.get().share is None


def test_a_late_opinion_may_be_picked(client: Client, ann: User, council: Council) -> None:
    deliberation = answered(ann, council)
    Opinion.objects.filter(member="bob").update(is_late=True)

    put(client, deliberation, picked="bob")

    assert strengths() == {"ann": (0, 1), "bob": (1, 1), "cleo": (0, 1)}


@pytest.mark.parametrize(
    ("query", "is_rehearsal"), [(QUERY, True), ("Why is the sea salty?", False)]
)
def test_of_a_rehearsal_or_an_open_query_nothing_is_learned(
    client: Client, ann: User, council: Council, query: str, *, is_rehearsal: bool
) -> None:
    deliberation = answered(ann, council, query, is_rehearsal=is_rehearsal)

    put(client, deliberation, thumb="up", picked="ann")

    assert not ModelStrength.objects.exists()
    told = client.get(address_of(deliberation)).json()
    assert told["feedback"] == {"thumb": "up", "picked": "ann"}


def test_thirty_thumbs_calibrate_the_council(client: Client, ann: User, council: Council) -> None:
    said = [answered(ann, council) for _ in range(30)]
    for deliberation in said[:29]:
        put(client, deliberation, thumb="up")
    assert not Calibration.objects.exists()

    put(client, said[29], thumb="down")

    [found] = Calibration.objects.all()
    assert (found.council, found.kind, found.scored) == ("general", "number", 30)
    [step] = found.steps
    assert step["probability"] == pytest.approx((29 + 5 * 2 / 3) / 35)
    assert strengths()["ann"] == (29, 30)

    put(client, said[29])
    assert not Calibration.objects.exists()


def test_only_who_asked_may_say_something(cy: User, ann: User, council: Council) -> None:
    deliberation = answered(ann, council)

    assert_refused(put(client_of(cy), deliberation, thumb="up"), 404, "not_found")
    assert not Feedback.objects.exists()


def test_what_has_not_ended_is_not_judged(client: Client, ann: User, council: Council) -> None:
    deliberation = make_deliberation(ann, council)

    assert_refused(put(client, deliberation, thumb="up"), 409, "not_finished")


def test_what_cannot_be_meant_is_refused(client: Client, ann: User, council: Council) -> None:
    deliberation = answered(ann, council)
    Opinion.objects.filter(member="bob").update(status=Opinion.Status.FAILED)

    for picked in ("bob", "dora"):
        assert_refused(put(client, deliberation, picked=picked), 400, "no_opinion")
    refused = assert_refused(put(client, deliberation, thumb="sideways"), 400, "invalid_request")
    assert "thumb" in refused["fields"]
    assert strengths() == {}
