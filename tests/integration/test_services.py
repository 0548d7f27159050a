"""What a person may do: submit once, with the council as it stood then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from pytest_django import Settings
from redis import Redis

from council import runner, services
from council.errors import CouncilIncomplete, KeyReused, UnknownCouncil, UnknownMarker
from council.models import Council, Deliberation, IdempotencyKey
from providers.models import LanguageModel, Provider
from tests.factories import add_fallback, make_council
from tests.integration.interrupted import calls
from tests.integration.queueing import enqueued
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db(transaction=True)

SUBMISSIONS = 8


@pytest.fixture
def council(redis_store: Redis, settings: Settings) -> Council:
    settings.REHEARSAL = True
    return make_council()


def test_a_query_is_enqueued_when_its_row_is_committed_and_not_before(
    ann: User, council: Council, redis_store: Redis
) -> None:
    with transaction.atomic():
        deliberation = services.submit_query(asked_by=ann, council=council, query="Why, canary?")
        assert enqueued(redis_store) == []

    assert enqueued(redis_store) == [str(deliberation.id)]


def test_a_query_that_was_rolled_back_is_never_enqueued(
    ann: User, council: Council, redis_store: Redis
) -> None:
    with transaction.atomic():
        services.submit_query(asked_by=ann, council=council, query="Why, canary?")
        transaction.set_rollback(True)

    assert enqueued(redis_store) == []
    assert not Deliberation.objects.exists()


def test_later_changes_to_the_council_do_not_change_who_is_asked(
    ann: User, upstream: Rehearsal
) -> None:
    council = make_council()
    deliberation = services.submit_query(asked_by=ann, council=council, query="Why, canary?")
    council.members.get(slug="bob").delete()
    add_fallback(council, "ann", "gemma4", "ollama")
    LanguageModel.objects.filter(name="cleo").update(is_enabled=False)
    Council.objects.update(quorum=1, slug="changed")

    runner.run(deliberation.id)

    deliberation.refresh_from_db()
    assert deliberation.outcome == "full"
    assert calls(upstream) == {"ann": 1, "bob": 1, "cleo": 1, "chair": 1}
    assert deliberation.line_up["council"] == "general"
    assert deliberation.line_up["quorum"] == 2


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("[rehearse: cloe=429]", "No model here is called 'cloe'; the nearest is 'cleo'."),
        ("[rehearse: ann=stal]", "'stal' is not a fault; the nearest is 'stall'."),
    ],
)
def test_a_slip_in_a_marker_of_the_rehearsal_is_told_and_nothing_submitted(
    ann: User, council: Council, marker: str, told: str
) -> None:
    with pytest.raises(UnknownMarker) as refused:
        services.submit_query(asked_by=ann, council=council, query=f"Why, canary? {marker}")

    assert (refused.value.message, refused.value.fields) == (told, {"query": [told]})
    assert not Deliberation.objects.exists()


def test_a_marker_may_name_a_fallback_and_any_place(ann: User, council: Council) -> None:
    add_fallback(council, "ann", "gemma4", "ollama")
    query = "Why, canary? [rehearse: gemma4=429] [rehearse: chair@chair=402] [rehearse: *=ok]"

    assert services.submit_query(asked_by=ann, council=council, query=query).query == query


def test_outside_a_rehearsal_a_marker_is_a_text_like_any_other(
    ann: User, council: Council, settings: Settings
) -> None:
    settings.REHEARSAL, settings.HF_TOKEN = False, "hf_canarykey_real"
    query = "What does [rehearse: WHO=FAULT] mean?"

    assert services.submit_query(asked_by=ann, council=council, query=query).query == query


def test_a_deliberation_outlives_its_council(ann: User, upstream: Rehearsal) -> None:
    council = make_council()
    deliberation = services.submit_query(asked_by=ann, council=council, query="Why, canary?")
    council.delete()

    runner.run(deliberation.id)

    deliberation.refresh_from_db()
    assert (deliberation.council, deliberation.outcome) == (None, "full")


def test_a_council_without_a_usable_model_cannot_be_asked(
    ann: User, council: Council, redis_store: Redis
) -> None:
    Provider.objects.update(is_enabled=False)

    with pytest.raises(CouncilIncomplete):
        services.submit_query(asked_by=ann, council=council, query="Why, canary?")

    assert not Deliberation.objects.exists()
    assert enqueued(redis_store) == []


def test_the_same_key_and_body_give_the_same_deliberation(
    ann: User, council: Council, redis_store: Redis
) -> None:
    first, second = (
        services.submit_query_once(asked_by=ann, council=council, query="Why, canary?", key="k")
        for _ in range(2)
    )

    assert second.deliberation == first.deliberation
    assert (first.is_replayed, second.is_replayed) == (False, True)
    assert enqueued(redis_store) == [str(first.deliberation.id)]


def test_the_same_key_with_another_body_is_refused(ann: User, council: Council) -> None:
    services.submit_query_once(asked_by=ann, council=council, query="Why, canary?", key="k")
    other = make_council("other")

    with pytest.raises(KeyReused):
        services.submit_query_once(asked_by=ann, council=council, query="How, canary?", key="k")
    with pytest.raises(KeyReused):
        services.submit_query_once(asked_by=ann, council=other, query="Why, canary?", key="k")

    assert Deliberation.objects.count() == 1


def test_a_query_submitted_many_times_at_once_under_one_key_is_one_deliberation(
    ann: User, council: Council, redis_store: Redis, workers: ThreadPoolExecutor
) -> None:
    together = Barrier(SUBMISSIONS)

    def submit(_: int) -> services.Submission:
        together.wait()
        try:
            return services.submit_query_once(
                asked_by=ann, council=council, query="Why, canary?", key="k"
            )
        finally:
            connection.close()

    submissions = list(workers.map(submit, range(SUBMISSIONS)))

    [deliberation] = Deliberation.objects.all()
    assert {submission.deliberation for submission in submissions} == {deliberation}
    assert [submission.is_replayed for submission in submissions].count(False) == 1
    assert enqueued(redis_store) == [str(deliberation.id)]


def test_the_keys_of_two_people_do_not_meet(ann: User, cy: User, council: Council) -> None:
    hers = services.submit_query_once(asked_by=ann, council=council, query="Why, canary?", key="k")
    his = services.submit_query_once(asked_by=cy, council=council, query="How, canary?", key="k")

    assert hers.deliberation != his.deliberation
    assert not his.is_replayed


def test_neither_key_nor_query_is_stored_beside_the_deliberation(
    ann: User, council: Council
) -> None:
    services.submit_query_once(asked_by=ann, council=council, query="Why so, canary?", key="a-key")

    stored = str(IdempotencyKey.objects.values().get())
    assert "a-key" not in stored
    assert "Why so, canary?" not in stored


def test_a_council_of_anothers_is_unknown(ann: User, cy: User) -> None:
    make_council("hers", owner=ann)

    assert services.find_council(asked_by=ann, slug="hers").slug == "hers"
    with pytest.raises(UnknownCouncil):
        services.find_council(asked_by=cy, slug="hers")
