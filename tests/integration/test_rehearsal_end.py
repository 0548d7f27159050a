"""A rehearsal for want of a key ends with the first that is saved, for new deliberations."""

from __future__ import annotations

from importlib import import_module

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from backend import stack
from backend.status import show_status
from council import runner, services
from council.errors import CouncilIncomplete
from council.models import Council, Deliberation
from providers.catalogue.health import probe_due_providers
from providers.encryption import encrypt
from providers.keys import (
    TRY_AGAIN_AFTER,
    add_key,
    delete_key,
    save_key,
    try_key,
    try_unreached_keys,
)
from providers.models import Origin, Provider, ProviderKey
from providers.pausing import pause_provider, resume_provider
from providers.registry import build_gateway
from providers.stored_keys import forget_stored_keys, is_rehearsal
from providers.sync import sync_registry
from tests.factories import make_council
from tests.integration.rehearsal import Rehearsal

SECRET = "hf_canarykey_that_ends_it_x7Qz"  # noqa: S105  nobody's
WRONG = "hf_canarykey_that_is_invalid_0000"  # as the upstream has it
AWAY = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _without_a_key(settings: Settings, upstream: Rehearsal) -> None:
    """As `up` leaves it."""
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.HF_BASE_URL = settings.HF_HUB_URL = upstream.url
    settings.OPENAI_COMPATIBLE = []
    settings.SINGLE_USER = False
    settings.REHEARSAL = settings.REHEARSAL_ENDS_WITH_A_KEY = True
    sync_registry()
    make_council()


def save() -> ProviderKey:
    return add_key(provider=Provider.objects.get(name="huggingface"), secret=SECRET)


def submit(ann: User) -> Deliberation:
    council = Council.objects.get(slug="general")
    return services.submit_query(asked_by=ann, council=council, query="Why, canary?")


def finish(deliberation: Deliberation) -> Deliberation:
    runner.run(deliberation.id)
    deliberation.refresh_from_db()
    return deliberation


def test_new_deliberations_are_real_and_one_under_way_ends_as_it_began(ann: User) -> None:
    played = submit(ann)
    save()
    real = submit(ann)
    assert (played.is_rehearsal, real.is_rehearsal) == (True, False)
    assert show_status()["rehearsal"] is False
    outcomes = [finish(deliberation).outcome for deliberation in (played, real)]
    assert outcomes == ["full", "full"]
    assert (played.is_rehearsal, real.is_rehearsal) == (True, False)


def test_a_process_that_has_just_looked_has_the_key_where_it_is_needed() -> None:
    """Saved by another process: nothing is forgotten here."""
    assert set(build_gateway(is_rehearsal=False).providers) == {"ollama"}
    provider = Provider.objects.get(name="huggingface")
    ProviderKey.objects.create(provider=provider, encrypted_secret=encrypt(SECRET))
    assert set(build_gateway(is_rehearsal=False).providers) == {"ollama"}
    assert build_gateway(is_rehearsal=False, asks={"huggingface"}).keys["huggingface"]


def test_without_the_key_it_is_a_rehearsal_again() -> None:
    row = save()
    assert not is_rehearsal()
    row.is_enabled = False
    save_key(row=row)
    assert is_rehearsal()
    row.is_enabled = True
    save_key(row=row)
    assert not is_rehearsal()
    delete_key(row=row)
    assert is_rehearsal()


def test_pausing_the_only_provider_with_a_key_begins_no_rehearsal(
    settings: Settings, ann: User
) -> None:
    settings.OLLAMA_HOST = ""
    save()
    provider = Provider.objects.get(name="huggingface")
    pause_provider(provider=provider)
    forget_stored_keys()
    assert not is_rehearsal()
    assert "huggingface" not in build_gateway(is_rehearsal=False).providers
    with pytest.raises(CouncilIncomplete):
        submit(ann)
    assert not Deliberation.objects.exists()

    settings.GIVEN = frozenset()
    assert stack.decide()["REHEARSAL"] == "False"
    resume_provider(provider=provider)
    assert not is_rehearsal()
    assert not submit(ann).is_rehearsal


def test_nor_does_pausing_the_only_ollama_with_a_model(
    settings: Settings, upstream: Rehearsal, redis_store: Redis
) -> None:
    settings.OLLAMA_HOST = upstream.url
    probe_due_providers()
    forget_stored_keys()
    assert not is_rehearsal()
    pause_provider(provider=Provider.objects.get(name="ollama"))
    probe_due_providers()  # which forgets its health
    forget_stored_keys()
    assert not is_rehearsal()
    settings.GIVEN = frozenset()
    assert stack.decide()["REHEARSAL"] == "False"


def test_one_whose_provider_was_not_reached_ends_it_once_it_is(
    settings: Settings, upstream: Rehearsal, redis_store: Redis
) -> None:
    settings.HF_BASE_URL = settings.HF_HUB_URL = AWAY
    row = save()
    try_key(row=row)
    assert row.verdict == ProviderKey.Verdict.UNREACHABLE
    assert is_rehearsal()
    settings.GIVEN = frozenset()
    assert stack.decide()["REHEARSAL"] == "True"

    settings.HF_BASE_URL = settings.HF_HUB_URL = upstream.url
    try_unreached_keys()  # a moment later is too soon
    assert is_rehearsal()
    ProviderKey.objects.update(verdict_at=timezone.now() - TRY_AGAIN_AFTER)
    try_unreached_keys()
    assert ProviderKey.objects.get().verdict == ProviderKey.Verdict.VALID
    assert not is_rehearsal()


def test_nobody_is_asked_again_who_is_not_to_be_asked(
    settings: Settings, upstream: Rehearsal, redis_store: Redis
) -> None:
    settings.HF_BASE_URL = settings.HF_HUB_URL = AWAY
    try_key(row=save())
    settings.HF_BASE_URL = settings.HF_HUB_URL = upstream.url
    ProviderKey.objects.update(verdict_at=timezone.now() - TRY_AGAIN_AFTER)

    settings.REHEARSAL_ENDS_WITH_A_KEY = False
    try_unreached_keys()
    settings.REHEARSAL_ENDS_WITH_A_KEY = True
    pause_provider(provider=Provider.objects.get(name="huggingface"))
    try_unreached_keys()
    assert ProviderKey.objects.get().verdict == ProviderKey.Verdict.UNREACHABLE


def test_an_outage_begins_no_rehearsal_where_the_key_was_taken_before(
    settings: Settings, upstream: Rehearsal
) -> None:
    row = save()
    try_key(row=row)
    settings.HF_BASE_URL = settings.HF_HUB_URL = AWAY
    try_key(row=row)
    assert ProviderKey.objects.get().verdict == ProviderKey.Verdict.UNREACHABLE
    assert not is_rehearsal()
    settings.GIVEN = frozenset()
    assert stack.decide()["REHEARSAL"] == "False"
    settings.REHEARSAL = settings.REHEARSAL_ENDS_WITH_A_KEY = True

    save_key(row=row, secret=f"{SECRET}_another")
    try_key(row=row)
    assert is_rehearsal()  # of this one nothing is known


def test_nor_does_it_end_one_where_the_key_was_refused_before(settings: Settings) -> None:
    row = save()
    save_key(row=row, secret=WRONG)
    try_key(row=row)
    assert row.verdict == ProviderKey.Verdict.INVALID
    settings.HF_BASE_URL = settings.HF_HUB_URL = AWAY
    try_key(row=row)
    assert row.verdict == ProviderKey.Verdict.UNREACHABLE
    assert is_rehearsal()


def test_a_key_that_cannot_be_opened_was_not_taken(settings: Settings) -> None:
    row = save()
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    try_key(row=row)
    assert row.verdict == ProviderKey.Verdict.UNKNOWN
    assert not ProviderKey.objects.get().was_taken


def test_of_keys_that_stood_before_the_last_verdict_says_whether_they_were_taken() -> None:
    provider = Provider.objects.get(name="huggingface")
    for verdict in ProviderKey.Verdict:
        row = add_key(provider=provider, secret=f"{SECRET}_{verdict}", name=verdict)
        ProviderKey.objects.filter(pk=row.pk).update(verdict=verdict, verdict_at=timezone.now())
    add_key(provider=provider, secret=SECRET, name="untested")
    import_module("providers.migrations.0016_whether_a_key_was_taken").read_verdicts(apps, None)
    taken = ProviderKey.objects.filter(was_taken=True)
    assert set(taken.values_list("name", flat=True)) == {"valid", "no_credit", "unknown"}


def test_one_that_nobody_can_use_ends_nothing(settings: Settings) -> None:
    row = save()
    Provider.objects.update(origin=Origin.WITHDRAWN)
    forget_stored_keys()
    assert is_rehearsal()
    Provider.objects.update(origin=Origin.SHIPPED)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    forget_stored_keys()
    assert is_rehearsal()
    assert ProviderKey.objects.get() == row


@pytest.mark.parametrize("wanted", [True, False])
def test_what_the_operator_wants_stands(settings: Settings, *, wanted: bool) -> None:
    settings.REHEARSAL, settings.REHEARSAL_ENDS_WITH_A_KEY = wanted, False
    assert is_rehearsal() is wanted
    save()
    assert is_rehearsal() is wanted


def test_a_saved_key_is_one_at_the_next_start(settings: Settings) -> None:
    settings.REHEARSAL = settings.REHEARSAL_ENDS_WITH_A_KEY = False
    settings.GIVEN = frozenset()
    decided = stack.decide()
    assert (decided["REHEARSAL"], decided["REHEARSAL_ENDS_WITH_A_KEY"]) == ("True", "True")
    save()
    decided = stack.decide()
    assert (decided["REHEARSAL"], decided["REHEARSAL_ENDS_WITH_A_KEY"]) == ("False", "False")
    settings.GIVEN = frozenset({"REHEARSAL"})
    settings.REHEARSAL = True
    decided = stack.decide()
    assert (decided["REHEARSAL"], decided["REHEARSAL_ENDS_WITH_A_KEY"]) == ("True", "False")
