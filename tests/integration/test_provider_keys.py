"""Provider keys in the database: encrypted, used beside those of the environment, and tested."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from providers import process_commons
from providers.catalogue.trials import MOST_A_DAY, last_trial
from providers.cooldowns.protocol import LeftAlone
from providers.encryption import decrypt
from providers.errors import InvalidCredentials
from providers.keys import KeyKnown, SecretUnusable, add_key, delete_key, save_key, try_key
from providers.models import Attempt, LanguageModel, Provider, ProviderKey, Trial
from providers.protocol import Key, ModelRef
from providers.registry import build_gateway, has_real_provider
from providers.sources import source_of
from providers.sync import sync_registry
from tests.integration.ledgers import make_window
from tests.integration.rehearsal import Rehearsal

SECRET, OTHER = "hf_canarykey_in_the_database_x7Qz", "hf_canarykey_in_the_database_9Kew"
WRONG = "hf_canarykey_that_is_invalid_0000"  # as the upstream has it
IN_USE = "hf_canarykey_of_the_environment"
EVERYBODY = "*"
Verdict = ProviderKey.Verdict


@pytest.fixture(autouse=True)
def _registry(settings: Settings, upstream: Rehearsal) -> None:
    """Real calls to an upstream that is none."""
    settings.HF_TOKEN, settings.GEMINI_API_KEY = "", ""
    settings.HF_BASE_URL = settings.HF_HUB_URL = upstream.url
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


def hugging_face() -> Provider:
    return Provider.objects.get(name="huggingface")


def save(secret: str = SECRET, name: str = "The team's") -> ProviderKey:
    return add_key(provider=hugging_face(), secret=secret, name=name)


def keys_in_use() -> list[Key]:
    """As a gateway that is built now has them."""
    return list(build_gateway(is_rehearsal=False).keys.get("huggingface", ()))


def tried(row: ProviderKey) -> ProviderKey:
    try_key(row=row)
    row.refresh_from_db()
    return row


def test_a_key_is_kept_encrypted_with_its_last_four_characters_beside_it() -> None:
    row = save(f" '{SECRET}'\n")
    assert SECRET not in str(ProviderKey.objects.filter(pk=row.pk).values().get())
    assert decrypt(row.encrypted_secret) == SECRET
    assert (row.last_four, row.key_id) == ("x7Qz", Key(SECRET).id)
    assert str(row) == "huggingface: The team's (…x7Qz)"
    assert (row.verdict, row.verdict_at) == ("unknown", None)


def test_of_a_short_one_nothing_is_shown() -> None:
    assert str(save("short-1234")) == "huggingface: The team's"


@pytest.mark.parametrize("secret", ["", " ", "short", "of two words", "käse_und_brot", "x" * 1001])
def test_what_is_no_key_is_refused(secret: str) -> None:
    with pytest.raises(SecretUnusable):
        save(secret)
    assert not ProviderKey.objects.exists()


def test_a_provider_has_a_key_once() -> None:
    row = save()
    other = save(OTHER)
    for known in (save, lambda: save_key(row=other, secret=SECRET)):
        with pytest.raises(KeyKnown):
            known()
    assert add_key(provider=Provider.objects.get(name="gemini"), secret=SECRET).key_id == row.key_id


def test_the_gateway_uses_it_at_once_and_after_those_of_the_environment(
    settings: Settings,
) -> None:
    assert keys_in_use() == []
    save()
    assert keys_in_use() == [Key(SECRET)]
    settings.HF_TOKEN = f"{IN_USE},{OTHER}"
    save(OTHER)  # the same key, saved as well, is one key
    assert keys_in_use() == [Key(IN_USE), Key(OTHER), Key(SECRET)]
    assert [key.name for key in keys_in_use()] == [
        "HF_TOKEN 1 of 2",
        "HF_TOKEN 2 of 2",
        "The team's",
    ]


def test_what_is_switched_off_or_deleted_is_used_no_more() -> None:
    row, other = save(), save(OTHER)
    row.is_enabled = False
    save_key(row=row)
    assert keys_in_use() == [Key(OTHER)]
    delete_key(row=other)
    assert keys_in_use() == []
    assert not has_real_provider()
    row.is_enabled = True
    save_key(row=row)
    assert has_real_provider()


def test_an_edit_without_a_secret_keeps_the_key_and_one_with_another_replaces_it() -> None:
    row = save()
    row.name = "Renamed"
    save_key(row=row)
    row.refresh_from_db()
    assert (row.name, decrypt(row.encrypted_secret)) == ("Renamed", SECRET)
    Provider.objects.update(probe_due_at=datetime(2126, 1, 1, tzinfo=UTC))
    tried(row)
    save_key(row=row, secret=OTHER)
    row.refresh_from_db()
    assert decrypt(row.encrypted_secret) == OTHER
    assert (row.last_four, row.verdict, row.verdict_at) == ("9Kew", "unknown", None)
    assert hugging_face().probe_due_at is None


def test_its_own_quota_windows_stay_its_own_when_it_gets_another_secret() -> None:
    row = save()
    budget = make_window(scope="key", scope_id=row.key_id)
    foreign = make_window("requests", "day", 9, scope="key", scope_id="another")
    save_key(row=row, secret=OTHER)
    budget.refresh_from_db()
    foreign.refresh_from_db()
    assert (budget.scope_id, foreign.scope_id) == (Key(OTHER).id, "another")


def test_a_key_that_works_is_valid_after_one_token(upstream: Rehearsal) -> None:
    row = tried(save())
    assert (row.verdict, row.verdict_message) == (Verdict.VALID, "")
    assert row.verdict_at is not None
    trial = Trial.objects.get()
    assert (trial.key_id, trial.is_of_key) == (row.key_id, True)
    attempt = Attempt.objects.get()
    assert (attempt.voice, attempt.output_tokens, attempt.is_rehearsal) == ("trial", 1, False)
    assert sum(counts["calls"] for counts in upstream.calls().values()) == 1


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ("401", Verdict.INVALID),
        ("403", Verdict.NO_PERMISSION),
        ("402", Verdict.NO_CREDIT),
        ("empty-length", Verdict.VALID),  # one token was enough for its thoughts only
        ("403-gated", Verdict.VALID),
        ("429", Verdict.VALID),
        ("503", Verdict.VALID),  # by what the Hub says of it
        ("mute", Verdict.VALID),
    ],
)
def test_the_verdict_is_what_the_answer_proves(
    upstream: Rehearsal, fault: str, verdict: Verdict
) -> None:
    upstream.put_faults({EVERYBODY: [f"{fault}*"]})
    row = tried(save())
    assert row.verdict == verdict
    assert bool(row.verdict_message) == (fault != "empty-length")


def test_a_key_the_hub_does_not_know_is_invalid_without_a_call(upstream: Rehearsal) -> None:
    assert tried(save(WRONG)).verdict == Verdict.INVALID
    assert upstream.calls() == {}


def test_a_provider_that_is_not_there_leaves_it_open(settings: Settings) -> None:
    settings.HF_BASE_URL = "http://127.0.0.1:9"
    row = tried(save())
    assert row.verdict == Verdict.UNREACHABLE
    assert row.verdict_message


def test_what_was_tried_too_often_is_known_by_the_lists_alone(upstream: Rehearsal) -> None:
    row = save()
    started_at = datetime.now(UTC)
    Trial.objects.bulk_create(
        Trial(key_id=row.key_id, started_at=started_at, has_succeeded=True, seconds=1.0)
        for _ in range(MOST_A_DAY)
    )
    assert tried(row).verdict == Verdict.VALID
    assert "20 times" in row.verdict_message
    assert upstream.calls() == {}


def test_a_wrong_key_says_nothing_of_the_model(upstream: Rehearsal) -> None:
    upstream.put_faults({EVERYBODY: ["401*"]})
    tried(save())
    asked = Trial.objects.get()
    model = LanguageModel.objects.select_related("provider").get(name=asked.model.split(":")[0])
    assert last_trial(model) is None


def is_left_alone(key: Key) -> bool:
    try:
        process_commons.commons(is_rehearsal=False).states.admit(ModelRef("huggingface", "m"), key)
    except LeftAlone:
        return True
    return False


def kill(key: Key) -> None:
    states = process_commons.commons(is_rehearsal=False).states
    states.failed(states.admit(ModelRef("huggingface", "m"), key), InvalidCredentials())
    assert is_left_alone(key)


def test_a_dead_key_comes_alive_when_it_is_tested_or_edited() -> None:
    row, key = save(), Key(SECRET)
    kill(key)
    tried(row)
    assert not is_left_alone(key)
    kill(key)
    save_key(row=row)
    assert not is_left_alone(key)
    wrong = save(WRONG)
    kill(Key(WRONG))
    tried(wrong)
    assert is_left_alone(Key(WRONG))


def test_one_that_cannot_be_opened_is_left_out_and_told_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    row = save()
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    save(OTHER)
    caplog.set_level(logging.ERROR)
    for _ in range(2):
        assert list(source_of(hugging_face()).keys) == [Key(OTHER)]
        assert keys_in_use() == [Key(OTHER)]
    [line] = [r.getMessage() for r in caplog.records if r.name == "providers.stored_keys"]
    assert line.startswith(f"{row} cannot be opened")
    assert "ENCRYPTION_KEYS cannot open it" in tried(row).verdict_message
