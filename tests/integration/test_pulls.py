"""An operator has an Ollama fetch a model, watches it come, and may call it off."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from providers import pulling
from providers.models import LanguageModel, Provider, Pull
from providers.pulls import PullRefused, PullUnderWay, cancel_pull, start_pull
from providers.sync import sync_registry
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PULLS = "/admin/providers/pull/"
MODEL = "llama3.2:3b"


@pytest.fixture(autouse=True)
def _ollama(settings: Settings, upstream: Rehearsal) -> None:
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.OLLAMA_HOST = upstream.url
    settings.REHEARSAL = settings.SINGLE_USER = False
    settings.OPENAI_COMPATIBLE = []
    sync_registry()


def ollama() -> Provider:
    return Provider.objects.get(name="ollama")


def begun(model: str = MODEL) -> Pull:
    row = Pull(provider=ollama(), model=model)
    start_pull(row=row, asked_by=User.objects.get_or_create(username="ann")[0])
    return row


def over(model: str = MODEL) -> Pull:
    row = begun(model)
    assert pulling.pull(row.pk)
    row.refresh_from_db()
    return row


def staff(*permissions: str) -> Client:
    person = User.objects.create(username="bob", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(person)
    return client


def test_a_model_is_fetched_and_soon_listed(upstream: Rehearsal) -> None:
    Provider.objects.filter(name="ollama").update(probe_due_at=timezone.now() + timedelta(hours=1))
    row = over("new-model")
    assert (row.status, row.code, row.step) == ("done", "", "success")
    assert row.ended_at
    assert ollama().probe_due_at is None
    assert not row.is_rehearsal


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        ("404", "not_served", "file does not exist. Look the name up at ollama.com/library."),
        ("500-memory", "upstream_fault", "no space left on device. Make room on the disk"),
        ("drop:4", "cut", "What was fetched so far is kept."),
    ],
)
def test_what_goes_wrong_is_told_with_what_to_do(
    upstream: Rehearsal, admin_client: Client, fault: str, code: str, told: str
) -> None:
    upstream.put_faults({MODEL: [fault]})
    row = over()
    assert row.status == "failed"
    page = admin_client.get(f"{PULLS}{row.pk}/change/").text
    assert f"{PULLS}add/?provider={ollama().pk}&amp;model=llama3.2%3A3b" in page
    assert told in row.message
    assert row.code == code


def test_no_ollama_at_all_is_told(settings: Settings) -> None:
    settings.OLLAMA_HOST = "http://127.0.0.1:9"
    row = over()
    assert (row.status, row.code) == ("failed", "connection_lost")
    assert "ollama serve" in row.message


def test_an_ollama_fetches_one_model_at_a_time() -> None:
    begun()
    with pytest.raises(PullRefused, match=r"still fetches llama3\.2:3b"):
        begun("another")


@pytest.mark.parametrize("again", ["llama3.2", "llama3.2:latest"])
def test_two_starts_of_one_model_are_one_pull(admin_client: Client, again: str) -> None:
    row = begun("llama3.2")
    with pytest.raises(PullUnderWay) as under_way:
        begun(again)
    assert under_way.value.row == row
    form = {"provider": ollama().pk, "model": again}
    page = admin_client.post(f"{PULLS}add/", form, follow=True)
    assert page.redirect_chain == [(f"{PULLS}{row.pk}/change/", 302)]
    assert "Ollama fetches llama3.2 already. Here is how far it is." in page.text
    assert Pull.objects.get() == row


def test_of_two_starts_at_once_one_begins_it_and_both_are_told_of_it() -> None:
    User.objects.create(username="ann")
    at_once = threading.Barrier(2)
    started: list[int] = []
    told: list[Pull] = []

    def start() -> None:
        at_once.wait(10)
        try:
            started.append(begun().pk)
        except PullUnderWay as under_way:
            told.append(under_way.row)
        finally:
            connection.close()

    starters = [threading.Thread(target=start) for _ in range(2)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(30)
    assert started == [Pull.objects.get().pk]
    assert told == [Pull.objects.get()]


def test_a_tag_of_its_own_is_another_model() -> None:
    begun("llama3.2")
    with pytest.raises(PullRefused, match=r"still fetches llama3\.2:"):
        begun("llama3.2:3b")


@pytest.mark.parametrize("name", ["", "a b", "../x", "x:y:z", "http://host/x", "a/b/c/d/e"])
def test_what_is_no_name_is_not_asked_for(name: str) -> None:
    with pytest.raises(PullRefused):
        begun(name)


def test_only_an_ollama_fetches() -> None:
    row = Pull(provider=Provider.objects.get(name="huggingface"), model=MODEL)
    with pytest.raises(PullRefused, match="only an Ollama does"):
        start_pull(row=row, asked_by=User.objects.create(username="ann"))


def test_its_progress_is_told_while_it_comes_and_it_can_be_cancelled(
    upstream: Rehearsal, admin_client: Client
) -> None:
    upstream.put_faults({MODEL: ["crawl:2"]})
    row = begun()

    def work() -> None:
        pulling.pull(row.pk)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    page = f"{PULLS}{row.pk}/"

    def progress() -> dict[str, object]:
        told: dict[str, object] = admin_client.get(f"{page}progress/").json()
        return told

    wait_until(lambda: bool(progress()["completed"]), "bytes to be told")
    told = progress()
    assert told["status"] == "Fetching"
    assert str(told["text"]).endswith(" of 4.29 GB")
    assert "providers/pull.js" in admin_client.get(f"{page}change/").content.decode()

    assert admin_client.get(f"{page}cancel/").status_code == 405
    assert admin_client.post(f"{page}cancel/").status_code == 302
    worker.join(10)
    assert not worker.is_alive()
    row.refresh_from_db()
    assert (row.status, row.code) == ("cancelled", "")
    assert progress()["is_over"] is True
    assert not cancel_pull(row=row)
    over("another")


def test_a_pull_taken_up_twice_runs_once() -> None:
    row = over()
    ended_at = row.ended_at
    assert pulling.pull(row.pk)
    row.refresh_from_db()
    assert row.ended_at == ended_at


def test_what_lost_its_worker_is_ended_and_what_was_forgotten_is_enqueued() -> None:
    lost = begun()
    long_ago = timezone.now() - timedelta(hours=1)
    Pull.objects.filter(pk=lost.pk).update(status=Pull.Status.FETCHING, told_at=long_ago)
    assert pulling.sweep_pulls() == []
    lost.refresh_from_db()
    assert (lost.status, lost.code) == ("failed", "worker_lost")
    forgotten = begun()
    assert pulling.sweep_pulls() == []
    Pull.objects.filter(pk=forgotten.pk).update(told_at=long_ago)
    assert pulling.sweep_pulls() == [forgotten.pk]
    assert pulling.sweep_pulls() == []


def test_the_form_begins_a_pull_and_leads_to_its_page(admin_client: Client) -> None:
    answer = admin_client.post(f"{PULLS}add/", {"provider": ollama().pk, "model": MODEL})
    row = Pull.objects.get()
    assert answer.headers["Location"] == f"{PULLS}{row.pk}/change/"
    assert row.asked_by is not None
    assert row.asked_by.username == "admin"
    refused = admin_client.post(f"{PULLS}add/", {"provider": ollama().pk, "model": "x"})
    assert "still fetches llama3.2:3b" in refused.content.decode()
    assert "Queued" in admin_client.get(PULLS).content.decode()


def test_the_lists_of_providers_and_models_lead_to_the_form_filled_in(admin_client: Client) -> None:
    model = LanguageModel.objects.filter(provider=ollama()).first()
    assert model
    for path, chosen, filled in [
        ("/admin/providers/provider/", ollama().pk, f'<option value="{ollama().pk}" selected>'),
        ("/admin/providers/languagemodel/", model.pk, f'value="{model.name}"'),
    ]:
        answer = admin_client.post(path, {"action": "pull", "_selected_action": [chosen]})
        form = answer.headers["Location"]
        assert form.startswith(f"{PULLS}add/?provider={ollama().pk}")
        assert filled in admin_client.get(form).content.decode()
    other = Provider.objects.get(name="huggingface")
    told = admin_client.post(
        "/admin/providers/provider/",
        {"action": "pull", "_selected_action": [other.pk]},
        follow=True,
    )
    assert "only those fetch models" in told.content.decode()


def test_who_may_only_look_neither_begins_nor_cancels() -> None:
    row = begun()
    looks = staff("view_pull", "view_provider")
    assert looks.get(f"{PULLS}{row.pk}/progress/").status_code == 200
    assert "Cancel" not in looks.get(f"{PULLS}{row.pk}/change/").content.decode()
    assert looks.post(f"{PULLS}{row.pk}/cancel/").status_code == 403
    assert looks.post(f"{PULLS}add/", {"provider": ollama().pk, "model": "x"}).status_code == 403
    page = looks.get("/admin/providers/provider/").content.decode()
    assert 'value="pull"' not in page


def test_a_stranger_sees_nothing_of_it() -> None:
    row = begun()
    nobody = staff()
    assert nobody.get(f"{PULLS}{row.pk}/progress/").status_code == 403
    assert nobody.post(f"{PULLS}{row.pk}/cancel/").status_code == 403
    row.refresh_from_db()
    assert row.status == "queued"
