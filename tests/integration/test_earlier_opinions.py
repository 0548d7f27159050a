"""What a member that is asked again said before stays to be read beside what it says now."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from council import revisions, runner
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db(transaction=True)


def earlier(deliberation: Deliberation, person: User) -> dict[str, list[str]]:
    client = Client()
    client.force_login(person)
    answer = client.get(f"/api/deliberations/{deliberation.id}/").json()
    return {each["member"]: [e["text"] for e in each["earlier"]] for each in answer["opinions"]}


def test_each_text_stays_in_the_order_in_which_it_was_said(ann: User, upstream: Rehearsal) -> None:
    upstream.set_answers({"bob": ["First.", "Second.", "Third."]})
    first = make_deliberation(ann, make_council(), is_rehearsal=True)
    runner.run(first.id)
    first.refresh_from_db()
    assert earlier(first, ann) == {"ann": [], "bob": [], "cleo": []}

    second = revisions.ask_again(deliberation=first, member="bob")
    assert earlier(second, ann) == {"ann": [], "bob": ["First."], "cleo": []}
    runner.run(second.id)
    second.refresh_from_db()
    assert earlier(second, ann)["bob"] == ["First."]

    third = revisions.ask_again(deliberation=second, member="bob")
    runner.run(third.id)
    third.refresh_from_db()
    assert third.opinions.get(member="bob").text == "Third."
    assert earlier(third, ann) == {"ann": [], "bob": ["First.", "Second."], "cleo": []}

    fourth = revisions.synthesize_again(deliberation=third)
    assert earlier(fourth, ann)["bob"] == ["First.", "Second."]


def test_who_said_nothing_has_no_earlier_text(ann: User, upstream: Rehearsal) -> None:
    upstream.set_faults(bob=["400*"])
    first = make_deliberation(ann, make_council(), is_rehearsal=True)
    runner.run(first.id)
    first.refresh_from_db()

    second = revisions.ask_again(deliberation=first, member="bob")
    assert earlier(second, ann)["bob"] == []


def test_after_an_exchange_the_last_word_is_the_earlier_text(
    ann: User, upstream: Rehearsal
) -> None:
    first = make_deliberation(ann, make_council(), is_rehearsal=True)
    runner.run(first.id)
    first.refresh_from_db()
    said = {"status": "given", "model": "huggingface:ann", "round": 2}
    first.opinions.create(member="ann", text="After.", **said)

    second = revisions.ask_again(deliberation=first, member="ann")
    assert earlier(second, ann)["ann"] == ["After."]
