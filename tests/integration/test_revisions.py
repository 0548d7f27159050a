"""An answer is contested, written again or one member asked again: a new deliberation that keeps
the opinions, and leaves what it revises as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from council import revisions, runner, services
from council.deliberation.events import OpinionGiven
from council.errors import NothingGiven, StillRunning, UnknownMember
from council.models import Council, Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, calls, given, lose_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, types_of
from tests.integration.ways_in import address_of, assert_refused, client_of, id_of

pytestmark = pytest.mark.django_db(transaction=True)

CLAIM = "Rivers carry salt, canary?"
REASON = "They taste of nothing, canary?"


@pytest.fixture
def council(upstream: Rehearsal) -> Council:
    return make_council()


@pytest.fixture
def answered(ann: User, council: Council, upstream: Rehearsal) -> Deliberation:
    """By all three, and whoever is asked from here on is counted."""
    deliberation = make_deliberation(ann, council, is_rehearsal=True)
    upstream.set_answers({"chair": [f"It is old. {CLAIM} So it is."]})
    runner.run(deliberation.id)
    upstream.clear()
    deliberation.refresh_from_db()
    return deliberation


def contest(deliberation: Deliberation, reason: str = REASON) -> Deliberation:
    contested = revisions.Contested(CLAIM, reason)
    return revisions.contest_answer(deliberation=deliberation, contested=contested)


def carry_out(revision: Deliberation) -> list[dict[str, Any]]:
    runner.run(revision.id)
    revision.refresh_from_db()
    events = read_log(revision.id)
    assert_whole(events)
    return events


def texts(deliberation: Deliberation, round_: int = 1) -> dict[str, str]:
    return {row.member: row.text for row in deliberation.opinions.filter(round=round_)}


def test_a_contested_point_is_argued_and_the_answer_patched(
    answered: Deliberation, upstream: Rehearsal
) -> None:
    before = dict(answered.synthesis or {})
    revision = contest(answered)

    events = carry_out(revision)

    assert calls(upstream) == {"ann": 1, "bob": 1, "cleo": 1, "chair": 1}
    assert (revision.revises, revision.follows) == (answered, None)
    assert (revision.conversation, revision.query) == (answered.conversation, answered.query)
    assert (revision.status, revision.outcome) == ("done", "full")
    assert texts(revision) == texts(answered)
    assert set(texts(revision, 2)) == {"ann", "bob", "cleo"}
    assert (revision.synthesis or {})["text"] == (
        f"It is old. {CLAIM} This holds in most cases; there are exceptions. So it is."
    )
    answered.refresh_from_db()
    assert answered.synthesis == before
    begins = types_of(events)[:7]
    assert begins == ["deliberation.started", *["opinion.started", "opinion.given"] * 3]
    assert [event["attempt"] for event in events[1:7:2]] == [0, 0, 0]
    assert [event["kept"] for event in events[2:7:2]] == [True, True, True]
    later = [e for e in events if e["type"] == "opinion.given" and e["round"] == 2]
    assert [event["kept"] for event in later] == [False, False, False]
    assert events[-1]["receipt"]["given"] == ["ann", "bob", "cleo"]
    assert events[-1]["receipt"]["attempts"] == 4


def test_another_worker_goes_on_with_a_contest(answered: Deliberation, upstream: Rehearsal) -> None:
    revision = contest(answered)
    recorder = begun(revision)
    recorder.emit(_argued("ann"))
    lose_worker(revision)

    events = carry_out(revision)

    assert calls(upstream) == {"bob": 1, "cleo": 1, "chair": 1}
    given = [(e["member"], e["round"]) for e in events if e["type"] == "opinion.given"]
    assert len(given) == len(set(given)) == 6
    assert revision.outcome == "full"


def test_a_contest_of_a_contest_keeps_the_opinions_and_not_the_arguments(
    answered: Deliberation, upstream: Rehearsal
) -> None:
    first = contest(answered)
    carry_out(first)

    second = contest(first, reason="")
    carry_out(second)

    assert texts(second) == texts(answered)
    assert second.revises == first
    assert second.contest == {"claim": CLAIM, "reason": ""}


def test_what_was_cut_off_is_called_so_where_no_chair_can_patch_it(
    answered: Deliberation, upstream: Rehearsal
) -> None:
    answered.synthesis = {**(answered.synthesis or {}), "is_partial": True}
    answered.save()
    upstream.set_faults(chair=["400*"])

    revision = contest(answered)
    carry_out(revision)

    assert (revision.synthesis or {})["is_partial"]


def test_the_chair_writes_again_from_the_opinions_there_are(
    answered: Deliberation, upstream: Rehearsal
) -> None:
    revision = revisions.synthesize_again(deliberation=answered)

    events = carry_out(revision)

    assert calls(upstream) == {"chair": 1}
    assert texts(revision) == texts(answered)
    assert revision.outcome == "full"
    assert "agreement.found" not in types_of(events)


def test_a_member_writes_in_the_chairs_place(answered: Deliberation, upstream: Rehearsal) -> None:
    revision = revisions.synthesize_again(deliberation=answered, chair="bob")

    carry_out(revision)

    assert calls(upstream) == {"bob": 1}
    assert (revision.synthesis or {})["model"] == "huggingface:bob"
    with pytest.raises(UnknownMember):
        revisions.synthesize_again(deliberation=answered, chair="nobody")


def test_one_member_is_asked_again_and_the_others_kept(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    deliberation = make_deliberation(ann, council, is_rehearsal=True)
    upstream.set_faults(bob=["400*"])
    runner.run(deliberation.id)
    upstream.clear()
    deliberation.refresh_from_db()
    assert deliberation.outcome == "degraded"

    revision = revisions.ask_again(deliberation=deliberation, member="bob")
    events = carry_out(revision)

    assert calls(upstream) == {"bob": 1, "chair": 1}
    assert revision.outcome == "full"
    given = {e["member"]: e["kept"] for e in events if e["type"] == "opinion.given"}
    assert given == {"ann": True, "cleo": True, "bob": False}
    with pytest.raises(UnknownMember):
        revisions.ask_again(deliberation=deliberation, member="nobody")


def test_after_a_vote_the_opinions_vote_again(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    deliberation = make_deliberation(ann, council, "How many are 2 and 3?", is_rehearsal=True)
    deliberation.line_up["strategy"] = "vote"
    deliberation.save()
    runner.run(deliberation.id)
    upstream.clear()
    deliberation.refresh_from_db()

    revision = revisions.ask_again(deliberation=deliberation, member="ann")
    events = carry_out(revision)

    assert calls(upstream) == {"ann": 1}
    assert "agreement.found" in types_of(events)
    assert revision.line_up["strategy"] == "vote"


def test_what_is_kept_after_an_exchange_is_what_was_said_last(
    answered: Deliberation, upstream: Rehearsal
) -> None:
    said = {"status": "given", "model": "huggingface:ann", "round": 2}
    answered.opinions.create(member="ann", text="After.", **said)
    answered.opinions.create(member="bob", status="failed", code="deadline", round=2)
    answered.opinions.filter(member="cleo").update(is_late=True)
    cut = {**said, "model": "huggingface:cleo", "is_partial": True}
    answered.opinions.create(member="cleo", text="After th", **cut)

    revision = revisions.synthesize_again(deliberation=answered)

    kept = revision.opinions.all()
    assert {(row.member, row.round, row.kept, row.is_late) for row in kept} == {
        (member, 1, True, False) for member in ("ann", "bob", "cleo")
    }
    assert texts(revision) == {**texts(answered), "ann": "After."}


def test_what_is_kept_costs_nothing_and_is_not_given_from_before(answered: Deliberation) -> None:
    Deliberation.objects.update(reuse_answers=True)
    answered.refresh_from_db()

    revision = revisions.synthesize_again(deliberation=answered)

    assert not revision.reuse_answers
    assert {row.cost_nano_usd for row in revision.opinions.all()} == {0}
    assert {row.output_tokens for row in revision.opinions.all()} == {0}


def test_what_has_not_ended_or_has_no_opinion_is_not_revised(ann: User, council: Council) -> None:
    running = make_deliberation(ann, council)
    for revise in (contest, lambda d: revisions.ask_again(deliberation=d, member="ann")):
        with pytest.raises(StillRunning):
            revise(running)
    Deliberation.objects.update(status="failed")
    running.refresh_from_db()
    with pytest.raises(NothingGiven):
        revisions.synthesize_again(deliberation=running)
    with pytest.raises(NothingGiven):
        contest(running)
    assert Deliberation.objects.count() == 1


def test_a_revision_that_is_cancelled_before_it_begins_tells_what_it_kept(
    answered: Deliberation,
) -> None:
    revision = revisions.synthesize_again(deliberation=answered)

    services.cancel_deliberation(deliberation=revision, by="ann")

    events = read_log(revision.id)
    assert_whole(events)
    assert types_of(events)[-1] == "deliberation.cancelled"
    assert types_of(events).count("opinion.given") == 3


def test_each_is_a_call_that_answers_with_the_new_deliberation(
    ann: User, answered: Deliberation
) -> None:
    client = client_of(ann)
    ways: dict[str, dict[str, str]] = {
        "contest/": {"claim": CLAIM, "reason": REASON},
        "synthesize/": {"chair": "bob"},
        "members/cleo/ask-again/": {},
    }
    for what, body in ways.items():
        answer = client.post(address_of(answered, what), body, content_type="application/json")
        assert answer.status_code == 202, answer.content
        revision = Deliberation.objects.get(id=id_of(answer))
        read = client.get(address_of(revision)).json()
        assert (read["revises"], read["query"]) == (str(answered.id), answered.query)
        kept = {opinion["member"] for opinion in read["opinions"] if opinion["kept"]}
        assert len(kept) == (2 if "cleo" in what else 3)
        assert read["contest"] == (ways[what] if what == "contest/" else None)
    conversation = client.get(f"/api/conversations/{answered.conversation_id}/").json()
    assert [turn["revises"] for turn in conversation["turns"]] == [None, *[str(answered.id)] * 3]


@pytest.mark.parametrize(
    "body", [{}, {"claim": " "}, {"claim": "x" * 2_001}, {"claim": "x", "reason": "y" * 8_001}]
)
def test_a_contest_names_what_it_is_about(
    ann: User, answered: Deliberation, body: dict[str, str]
) -> None:
    path = address_of(answered, "contest/")
    answer = client_of(ann).post(path, body, content_type="application/json")
    assert_refused(answer, 400, "invalid_request")


def test_nobody_else_may(bob: User, cy: User, answered: Deliberation) -> None:
    for client in (client_of(bob), client_of(cy)):
        for what in ("contest/", "synthesize/", "members/ann/ask-again/"):
            answer = client.post(
                address_of(answered, what), {"claim": CLAIM}, content_type="application/json"
            )
            assert_refused(answer, 404, "not_found")
    assert_refused(Client().post(address_of(answered, "contest/")), 401, "not_authenticated")
    assert Deliberation.objects.count() == 1


def _argued(member: str) -> OpinionGiven:
    return replace(given(member), round=2)
