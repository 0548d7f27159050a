"""Provider keys by the admin and the API: a secret goes in, and never comes out again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django import Settings

from accounts.models import ApiKey
from providers.encryption import decrypt
from providers.keys import add_key
from providers.models import Provider, ProviderKey
from providers.registry import build_gateway
from providers.sync import sync_registry
from tests.factories import make_api_key
from tests.integration.rehearsal import Rehearsal
from tests.integration.ways_in import assert_refused, client_of

SECRET, OTHER = "hf_canarykey_through_a_door_x7Qz", "hf_canarykey_through_a_door_9Kew"
API = "/api/providers/huggingface/keys/"
ADMIN = "/admin/providers/providerkey/"


@pytest.fixture(autouse=True)
def _registry(settings: Settings, upstream: Rehearsal) -> None:
    """Real calls to an upstream that is none."""
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.HF_BASE_URL = settings.HF_HUB_URL = upstream.url
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("dora", is_staff=True)


def save(secret: str = SECRET) -> ProviderKey:
    hugging_face = Provider.objects.get(name="huggingface")
    return add_key(provider=hugging_face, secret=secret, name="The team's")


def post(client: Client, body: object, path: str = API) -> Any:  # noqa: ANN401  Django's own
    return client.post(path, body, content_type="application/json")


def secrets_in_use() -> list[str]:
    return [key.secret for key in build_gateway(is_rehearsal=False).keys.get("huggingface", ())]


def type_in(client: Client, row: ProviderKey | None = None, **typed: object) -> Any:  # noqa: ANN401
    path = f"{ADMIN}{row.pk}/change/" if row else f"{ADMIN}add/"
    provider = {} if row else {"provider": Provider.objects.get(name="huggingface").pk}
    fields = {"name": "The team's", "secret": "", "is_enabled": "on", **provider, **typed}
    return client.post(path, fields)


def told_by(answer: Any) -> list[str]:  # noqa: ANN401
    return [message.message for message in get_messages(answer.wsgi_request)]


def test_staff_save_a_key_and_hear_at_once_what_it_is_worth(staff: User) -> None:
    client = client_of(staff)
    answer = post(client, {"secret": f" {SECRET}\n", "name": "The team's"})
    assert answer.status_code == 201
    row = ProviderKey.objects.get()
    body = answer.json()
    assert body.pop("verdict_at") and body.pop("created_at")  # noqa: PT018  two of a kind
    assert body == {
        "id": str(row.pk),
        "name": "The team's",
        "last_four": "x7Qz",
        "key_id": row.key_id,
        "is_enabled": True,
        "verdict": "valid",
        "verdict_message": "",
        "added_by": "dora",
    }
    assert secrets_in_use() == [SECRET]
    listed = client.get(API).json()
    assert [one["id"] for one in listed["results"]] == [str(row.pk)]
    assert listed["next"] is None
    assert client.get("/api/providers/gemini/keys/").json()["results"] == []


def test_a_wrong_key_is_saved_with_its_verdict(staff: User) -> None:
    body = post(client_of(staff), {"secret": "hf_canarykey_invalid_00000"}).json()
    assert (body["name"], body["verdict"]) == ("Saved key", "invalid")
    assert body["verdict_message"]


def test_it_is_tested_again_and_deleted(staff: User, upstream: Rehearsal) -> None:
    client, row = client_of(staff), save()
    upstream.put_faults({"*": ["403", "ok"]})
    verdicts = [post(client, {}, f"{API}{row.pk}/test/").json()["verdict"] for _ in range(2)]
    assert verdicts == ["no_permission", "valid"]
    assert client.delete(f"{API}{row.pk}/").status_code == 204
    assert not ProviderKey.objects.exists()
    assert secrets_in_use() == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid_request"),
        ({"secret": " "}, 400, "invalid_request"),
        ({"secret": "canarykey of two words"}, 400, "invalid_request"),
        ({"secret": ["hf_canarykey"]}, 400, "invalid_request"),
        ({"secret": "canarykey" * 200}, 400, "invalid_request"),
        ({"secret": SECRET, "name": "n" * 81}, 400, "invalid_request"),
        ({"secret": OTHER, "label": "The team's"}, 400, "invalid_request"),
        ({"secret": SECRET}, 409, "key_known"),
    ],
)
def test_what_cannot_be_saved_is_refused_without_being_repeated(
    staff: User, body: object, status: int, code: str
) -> None:
    save()
    answer = post(client_of(staff), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert ProviderKey.objects.count() == 1


def test_what_is_not_there_is_not_found(staff: User) -> None:
    client, row = client_of(staff), save()
    assert post(client, {"secret": SECRET}, "/api/providers/nobody/keys/").status_code == 404
    assert client.get("/api/providers/nobody/keys/").status_code == 404
    assert client.delete(f"{API}{uuid4()}/").status_code == 404
    assert client.delete(f"/api/providers/gemini/keys/{row.pk}/").status_code == 404
    assert ProviderKey.objects.count() == 1


def test_nobody_else_sees_or_changes_one(ann: User, staff: User) -> None:
    row = save()
    program = Client(headers={"Authorization": f"Bearer {make_api_key(staff, *ApiKey.Scope).text}"})
    for client, code in ((client_of(ann), "permission_denied"), (program, "not_by_api_key")):
        for answer in (
            client.get(API),
            post(client, {"secret": OTHER}),
            post(client, {}, f"{API}{row.pk}/test/"),
            client.delete(f"{API}{row.pk}/"),
            post(client, {}, "/api/providers/ollama/look/"),
        ):
            assert_refused(answer, 403, code)
    assert Client().get(API).status_code == 401
    assert [one.pk for one in ProviderKey.objects.all()] == [row.pk]


def test_in_the_admin_it_is_typed_once_and_its_verdict_told(
    admin_client: Client, admin_user: User
) -> None:
    assert 'type="password"' in admin_client.get(f"{ADMIN}add/").text
    answer = type_in(admin_client, secret=f"{SECRET} ")
    assert answer.status_code == 302
    row = ProviderKey.objects.get()
    assert (decrypt(row.encrypted_secret), row.verdict) == (SECRET, "valid")
    assert row.added_by == admin_user
    assert any(
        told.startswith("Valid: huggingface: The team's (…x7Qz).") for told in told_by(answer)
    )
    assert secrets_in_use() == [SECRET]
    for path in (ADMIN, f"{ADMIN}{row.pk}/change/", f"{ADMIN}{row.pk}/history/"):
        page = admin_client.get(path).text
        assert "x7Qz" in page
        assert row.encrypted_secret not in page


def test_an_edit_without_a_key_keeps_it_and_one_with_another_replaces_it(
    admin_client: Client,
) -> None:
    row = save()
    assert type_in(admin_client, row, name="Renamed").status_code == 302
    row.refresh_from_db()
    assert (row.name, decrypt(row.encrypted_secret)) == ("Renamed", SECRET)
    assert type_in(admin_client, row, secret=OTHER, is_enabled="").status_code == 302
    row.refresh_from_db()
    assert (decrypt(row.encrypted_secret), row.is_enabled) == (OTHER, False)
    told = "".join(LogEntry.objects.values_list("change_message", flat=True))
    assert "Key" in told
    assert "x7Qz" not in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"secret": ""}, "required"),
        ({"secret": "canarykey of words"}, "no provider&#x27;s key"),
        ({"secret": SECRET}, "has this key already"),
    ],
)
def test_a_form_that_is_refused_does_not_repeat_the_key(
    admin_client: Client, typed: dict[str, str], told: str
) -> None:
    save()
    answer = type_in(admin_client, None, **typed)
    assert answer.status_code == 200
    assert told in answer.text
    assert ProviderKey.objects.count() == 1


def test_it_is_tested_and_deleted_in_the_admin(admin_client: Client, upstream: Rehearsal) -> None:
    row, other = save(), save(OTHER)
    upstream.put_faults({"*": ["402*"]})
    answer = admin_client.post(ADMIN, {"action": "test", "_selected_action": [row.pk]})
    assert any("No credit left" in told for told in told_by(answer))
    assert admin_client.post(f"{ADMIN}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert secrets_in_use() == [OTHER]
    chosen = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    assert admin_client.post(ADMIN, chosen).status_code == 302
    assert secrets_in_use() == []


def test_of_more_than_can_be_waited_for_none_is_tested(admin_client: Client) -> None:
    rows = [save(f"{SECRET}{number}") for number in range(6)]
    chosen = {"action": "test", "_selected_action": [row.pk for row in rows]}
    [told] = told_by(admin_client.post(ADMIN, chosen))
    assert "None of the 6 was asked about: " in told
    assert {row.verdict for row in ProviderKey.objects.all()} == {"unknown"}


def test_whoever_may_only_look_changes_nothing(staff: User) -> None:
    row = save()
    client = client_of(staff)
    assert client.get(ADMIN).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_providerkey"))
    page = client.get(f"{ADMIN}{row.pk}/change/")
    assert page.status_code == 200
    assert 'name="secret"' not in page.text
    assert type_in(client, row, secret=OTHER).status_code == 403
    row.refresh_from_db()
    assert decrypt(row.encrypted_secret) == SECRET


def test_what_else_is_wrong_says_that_the_key_has_to_be_pasted_again(admin_client: Client) -> None:
    page = type_in(admin_client, secret=SECRET, name="")
    assert page.status_code == 200
    text = page.text
    assert "This field is required." in text
    assert "Paste it once more" in text
    assert SECRET not in text
    assert not ProviderKey.objects.exists()


def test_a_new_key_needs_no_name_typed_and_shows_nothing_that_is_not_yet(
    admin_client: Client,
) -> None:
    page = admin_client.get(f"{ADMIN}add/").text
    assert 'value="Saved key"' in page
    assert "Verdict" not in page
    row = save()
    page = admin_client.get(f"{ADMIN}{row.pk}/change/").text
    assert row.key_id in page
    assert "A quota window of the scope" in page
