"""A strategy is named with the query; what it finds is stored, told and read again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from council import runner
from council.deliberation.events import AgreementFound
from council.deliberation.shown import GroupShown, TailShown, VoteShown
from council.deliberation.strategies import STRATEGIES
from council.models import Council, Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, calls, given, lose_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log
from tests.integration.ways_in import assert_refused, id_of, submit

pytestmark = pytest.mark.django_db(transaction=True)

QUERY = "Tom has 3 apples and buys 4 more. How many apples does he have, canary?"


@pytest.fixture(autouse=True)
def council(upstream: Rehearsal) -> Council:
    return make_council()


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_any_strategy_may_be_named(client: Client, strategy: str) -> None:
    accepted = submit(client, {"query": QUERY, "strategy": strategy})

    assert accepted.status_code == 202
    assert accepted.json()["strategy"] == strategy


def test_a_strategy_nobody_knows_is_refused_with_those_there_are(client: Client) -> None:
    refused = submit(client, {"query": QUERY, "strategy": "duel"})

    assert "There are adaptive," in assert_refused(refused, 400, "unknown_strategy")["message"]
    assert not Deliberation.objects.exists()


def test_what_the_members_hold_stands_on_the_deliberation(client: Client) -> None:
    id_ = id_of(submit(client, {"query": QUERY, "strategy": "vote"}))
    runner.run(id_)

    told = client.get(f"/api/deliberations/{id_}/").json()
    [found] = told["agreements"]
    held = {member: group["answer"] for group in found["groups"] for member in group["members"]}
    assert set(held) == {"ann", "bob", "cleo"}
    assert held == {each["member"]: each["tail"]["answer"] for each in told["opinions"]}
    assert found["vote"]["winner"] == told["synthesis"]["chosen"]
    assert all("<tail>" not in opinion["text"] for opinion in told["opinions"])


def test_what_is_left_side_by_side_has_an_outcome_and_no_synthesis(client: Client) -> None:
    id_ = id_of(submit(client, {"query": QUERY, "strategy": "compare"}))
    runner.run(id_)

    told = client.get(f"/api/deliberations/{id_}/").json()
    assert (told["status"], told["outcome"], told["synthesis"]) == ("done", "full", None)
    assert told["receipt"]["given"] == ["ann", "bob", "cleo"]
    assert read_log(id_)[-1]["type"] == "deliberation.finished"


def test_quick_asks_one_member_and_is_labelled_single(client: Client, upstream: Rehearsal) -> None:
    id_ = id_of(submit(client, {"query": QUERY, "strategy": "quick"}))
    runner.run(id_)

    told = client.get(f"/api/deliberations/{id_}/").json()
    assert [member["member"] for member in told["members"]] == ["ann"]
    assert (told["outcome"], told["synthesis"]["chosen"]) == ("single", "ann")
    assert calls(upstream) == {"ann": 1}


def test_in_layers_everybody_answers_twice(client: Client, upstream: Rehearsal) -> None:
    id_ = id_of(submit(client, {"query": QUERY, "strategy": "layers"}))
    runner.run(id_)

    told = client.get(f"/api/deliberations/{id_}/").json()
    assert sorted(opinion["member"] for opinion in told["exchange"]) == ["ann", "bob", "cleo"]
    assert calls(upstream) == {"ann": 2, "bob": 2, "cleo": 2, "chair": 1}


def test_after_a_worker_was_lost_in_the_exchange_nothing_is_told_twice(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    deliberation = make_deliberation(ann, council, query=QUERY, is_rehearsal=True)
    recorder = begun(deliberation)
    said = {"ann": "7", "bob": "8", "cleo": "7"}
    for member, answer in said.items():
        tail = TailShown(answer, (), is_unknown=False)
        recorder.emit(replace(given(member), tail=tail))
    groups = (GroupShown("7", ("ann", "cleo"), 2), GroupShown("8", ("bob",), 1))
    vote = VoteShown("7", "ann", (), is_tied=False, are_strengths_known=False)
    recorder.emit(AgreementFound("number", groups, 3, (), is_unanimous=False, vote=vote))
    recorder.emit(
        replace(given("ann"), text="Still 7.", tail=TailShown("7", (), is_unknown=False), round=2)
    )
    lose_worker(deliberation)

    runner.run(deliberation.id)

    events = read_log(deliberation.id)
    assert_whole(events)
    found = [event["round"] for event in events if event["type"] == "agreement.found"]
    assert found == [1, 2]
    again = [e["member"] for e in events if e["type"] == "opinion.given" and e["round"] == 2]
    assert sorted(again) == ["ann", "bob", "cleo"]
    assert calls(upstream) == {"bob": 1, "cleo": 1, "chair": 1}
    deliberation.refresh_from_db()
    assert [agreement["round"] for agreement in deliberation.agreements] == [1, 2]
    assert deliberation.outcome == "full"
