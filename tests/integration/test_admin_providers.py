"""What an operator changes in the admin stands, until the registry is followed again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import responses
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from providers.gateway.means import Manner
from providers.gateway.retry import Backoff
from providers.gateway.tempo import Floor
from providers.gateway.time_limits import TimeLimits
from providers.model_registry import MODEL_REGISTRY
from providers.models import Attempt, LanguageModel, Origin, Provider
from providers.protocol import ModelRef
from providers.registry import build_gateway
from providers.sync import sync_registry
from tests.integration.ways_in import client_of

pytestmark = pytest.mark.django_db

FIRST = MODEL_REGISTRY[0]
MODELS = "/admin/providers/languagemodel/"
PROVIDERS = "/admin/providers/provider/"


@pytest.fixture(autouse=True)
def _registry(settings: Settings) -> None:
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    settings.OLLAMA_HOST = "http://ollama.test:11434"
    sync_registry()


def first_model() -> LanguageModel:
    return LanguageModel.objects.get(provider__name=FIRST.provider, name=FIRST.name)


def save(client: Client, model: LanguageModel, **changed: object) -> None:
    fields: dict[str, object] = {
        "label": model.label,
        "family": model.family,
        "context_tokens": model.context_tokens,
        "tags": [tag.pk for tag in model.tags.all()],
        "is_enabled": "on",
        "is_served": "unknown",
        **changed,
    }
    response = client.post(f"{MODELS}{model.pk}/change/", fields)
    assert response.status_code == 302, response.content.decode()


def act(client: Client, path: str, action: str, row: LanguageModel | Provider) -> None:
    response = client.post(path, {"action": action, "_selected_action": [row.pk]})
    assert response.status_code == 302


def test_a_changed_field_is_not_overwritten_by_sync(admin_client: Client) -> None:
    save(admin_client, first_model(), label="Mine", tags=[])
    assert first_model().overridden == ["label", "tags"]
    sync_registry()
    assert first_model().label == "Mine"
    assert not first_model().tags.exists()


def test_an_unchanged_form_overrides_nothing(admin_client: Client) -> None:
    save(admin_client, first_model())
    assert first_model().overridden == []


def test_switching_a_model_off_overrides_no_shipped_field(admin_client: Client) -> None:
    save(admin_client, first_model(), is_enabled="")
    assert not first_model().is_enabled
    assert first_model().overridden == []


def test_the_registry_can_be_followed_again(admin_client: Client) -> None:
    save(admin_client, first_model(), label="Mine", is_served="false")
    act(admin_client, MODELS, "follow_registry", first_model())
    model = first_model()
    assert model.overridden == []
    assert model.label == FIRST.label
    assert model.is_served is None


@pytest.mark.parametrize("path", [MODELS, PROVIDERS])
def test_the_registry_is_synced_whatever_is_chosen_and_every_change_is_told(
    admin_client: Client, path: str
) -> None:
    save(admin_client, first_model(), label="Mine")
    LanguageModel.objects.filter(pk=first_model().pk).update(family="another")
    added = MODEL_REGISTRY[1]
    LanguageModel.objects.filter(provider__name=added.provider, name=added.name).delete()
    assert '<option value="sync">Sync registry</option>' in admin_client.get(path).text

    page = admin_client.post(path, {"action": "sync", "index": 0}, follow=True)

    assert "Synced, 2 changes:" in page.text
    assert f"<br>changed family of the language model {first_model()}" in page.text
    assert f"added the language model {added.provider}:{added.name}" in page.text
    assert first_model().label == "Mine"
    again = admin_client.post(path, {"action": "sync", "index": 0}, follow=True)
    assert "All is up to date. What you edited stays as it is." in again.text


def test_who_may_only_look_syncs_nothing() -> None:
    person = User.objects.create(username="bob", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_languagemodel"))
    LanguageModel.objects.filter(pk=first_model().pk).update(family="another")
    client_of(person).post(MODELS, {"action": "sync", "index": 0})
    assert first_model().family == "another"


def test_a_provider_can_follow_the_registry_again(admin_client: Client) -> None:
    ollama = Provider.objects.get(name="ollama")
    fields = {
        "label": "My machine",
        "adapter": "ollama",
        "base_url": "",
        "is_enabled": "on",
        "plan": "free",
        "backoff": "quick",
    }
    admin_client.post(f"{PROVIDERS}{ollama.pk}/change/", fields)
    ollama.refresh_from_db()
    assert ollama.overridden == ["label"]
    act(admin_client, PROVIDERS, "follow_registry", ollama)
    ollama.refresh_from_db()
    assert (ollama.label, ollama.overridden) == ("Ollama", [])


def test_how_a_provider_is_met_is_chosen_and_used_at_once(admin_client: Client) -> None:
    ollama = Provider.objects.get(name="ollama")
    model = ModelRef("ollama", "gemma4")
    assert build_gateway(is_rehearsal=False).means.ways.manner_of(model) == Manner()
    fields = {"label": "Ollama", "adapter": "ollama", "is_enabled": "on", "plan": "free"}
    path = f"{PROVIDERS}{ollama.pk}/change/"
    chosen = {**fields, "backoff": "patient", "least_tokens_per_second": 5}
    assert admin_client.post(path, chosen).status_code == 302
    met = build_gateway(is_rehearsal=False).means.ways
    assert met.manner_of(model) == Manner(Backoff.PATIENT, Floor(5))
    assert met.manner_of(ModelRef("huggingface", "m")) == Manner()
    for wrong in ({"backoff": "slack"}, {"least_tokens_per_second": 0}):
        assert admin_client.post(path, {**chosen, **wrong}).status_code == 200


@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_the_time_limits_of_a_provider_are_the_operators_and_used_at_once(
    is_rehearsal: bool,  # noqa: FBT001
    admin_client: Client,
) -> None:
    ollama = Provider.objects.get(name="ollama")

    def limits() -> TimeLimits:
        ways = build_gateway(is_rehearsal=is_rehearsal).means.ways
        return ways.manner_of(ModelRef("ollama", "gemma4")).limits

    assert limits() == TimeLimits()
    path = f"{PROVIDERS}{ollama.pk}/change/"
    fields = {"label": "Ollama", "adapter": "ollama", "is_enabled": "on", "plan": "free"}
    fields |= {"backoff": "quick", "first_text_seconds": "90"}
    chosen = {**fields, "idle_seconds": "20", "attempt_seconds": "600"}
    assert admin_client.post(path, chosen).status_code == 302
    assert limits() == TimeLimits(90, 20, 600)
    assert sync_registry() == []
    act(admin_client, PROVIDERS, "follow_registry", ollama)
    assert limits() == TimeLimits(90, 20, 600)
    for name in ("first_text_seconds", "idle_seconds", "attempt_seconds"):
        for wrong in ("0", "601", "soon"):
            page = admin_client.post(path, {**chosen, name: wrong})
            assert list(page.context["adminform"].form.errors) == [name]
    assert admin_client.post(path, fields).status_code == 302
    assert limits() == TimeLimits(90)


def test_an_added_model_is_the_operators_own(admin_client: Client) -> None:
    ollama = Provider.objects.get(name="ollama")
    fields = {
        "provider": ollama.pk,
        "name": "mistral:7b",
        "label": "Mistral",
        "context_tokens": 0,
        "is_enabled": "on",
        "is_served": "unknown",
    }
    assert admin_client.post(f"{MODELS}add/", fields).status_code == 302
    assert LanguageModel.objects.get(name="mistral:7b").origin == Origin.OPERATOR


@pytest.mark.parametrize(
    "address", ["ollama:11434", "http://a.test/v1/chat/completions", "ftp://a.test"]
)
def test_an_address_that_cannot_work_is_refused(admin_client: Client, address: str) -> None:
    ollama = Provider.objects.get(name="ollama")
    fields = {
        "label": "Ollama",
        "adapter": "ollama",
        "base_url": address,
        "is_enabled": "on",
        "plan": "free",
        "backoff": "quick",
    }
    assert admin_client.post(f"{PROVIDERS}{ollama.pk}/change/", fields).status_code == 200
    ollama.refresh_from_db()
    assert ollama.base_url == ""


def type_address(client: Client, address: str) -> tuple[str, str]:
    """What is stored then, and what the form says of the field."""
    ollama = Provider.objects.get(name="ollama")
    fields = {"label": "Ollama", "adapter": "ollama", "is_enabled": "on"}
    fields |= {"plan": "free", "backoff": "quick"}
    path = f"{PROVIDERS}{ollama.pk}/change/"
    response = client.post(path, {**fields, "base_url": address}, headers={"host": "127.0.0.1"})
    ollama.refresh_from_db()
    if response.status_code == 302:
        return ollama.base_url, ""
    return ollama.base_url, " ".join(response.context["adminform"].form.errors["base_url"])


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:11434", "https://10.0.0.7", "https://[fd00::7]/v1", "https://2130706433"],
)
def test_a_private_address_is_refused_at_its_field(admin_client: Client, address: str) -> None:
    stored, error = type_address(admin_client, address)
    assert stored == ""
    assert error.startswith("The provider's address ")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_the_owner_may_type_an_address_of_the_machine(
    admin_client: Client, settings: Settings, host: str
) -> None:
    settings.SINGLE_USER = True
    assert type_address(admin_client, f"http://{host}:8080/v1") == (f"http://{host}:8080/v1", "")
    assert "not public" in type_address(admin_client, "https://169.254.169.254")[1]


def test_an_allowed_host_may_be_typed(admin_client: Client, settings: Settings) -> None:
    settings.ALLOWED_PROVIDER_HOSTS = ["Ollama"]
    assert type_address(admin_client, "http://ollama:11434") == ("http://ollama:11434", "")


@responses.activate
def test_probe_now_stores_what_it_finds(admin_client: Client) -> None:
    responses.get("http://ollama.test:11434/api/version", json={"version": "1"})
    responses.get("http://ollama.test:11434/api/tags", json={"models": []})
    ollama = Provider.objects.get(name="ollama")
    act(admin_client, PROVIDERS, "probe_now", ollama)
    ollama.refresh_from_db()
    assert ollama.health_status == "ok"


def attempt_of(voice: str, at: datetime) -> Attempt:
    return Attempt.objects.create(
        trace_id=uuid.uuid4(),
        voice=voice,
        number=1,
        provider="ollama",
        model="m",
        status=Attempt.Status.SUCCEEDED,
        started_at=at,
        ended_at=at,
    )


def test_the_newest_attempt_stands_first(admin_client: Client) -> None:
    now = datetime.now(UTC)
    attempt_of("ann", now)
    attempt_of("bob", now - timedelta(hours=1))
    page = admin_client.get("/admin/providers/attempt/").text
    assert page.index("ann #1") < page.index("bob #1")


def test_an_attempt_can_be_read_and_not_changed(admin_client: Client) -> None:
    attempt = attempt_of("ann", datetime.now(UTC))
    path = f"/admin/providers/attempt/{attempt.pk}"
    assert admin_client.get(f"{path}/change/").status_code == 200
    assert admin_client.post(f"{path}/change/", {"voice": "bob"}).status_code == 403
    assert admin_client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get("/admin/providers/attempt/add/").status_code == 403


@pytest.mark.parametrize("path", [MODELS, PROVIDERS, "/admin/providers/tag/"])
def test_the_lists_open_and_can_be_searched(admin_client: Client, path: str) -> None:
    assert admin_client.get(f"{path}?q=gemma").status_code == 200
