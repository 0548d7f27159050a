"""What a council allows where a submission does not say it is chosen in the admin."""

from __future__ import annotations

import orjson
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from council.event_log.store import pack
from council.models import Council, Deliberation
from council.ready_made import sync_councils
from providers.sync import sync_registry
from tests.factories import make_council, make_deliberation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wish", ["allow_paid", "reuse_answers"])
def test_a_council_is_told_what_it_allows(admin_client: Client, wish: str) -> None:
    council = make_council()
    assert not getattr(council, wish)
    page = f"/admin/council/council/{council.pk}/change/"
    assert f'name="{wish}"' in admin_client.get(page).content.decode()
    form = {
        **{name: getattr(council, name) for name in ("slug", "name", "strategy", "quorum")},
        "deadline_seconds": 30,
        "position": 0,
        wish: "on",
        "members-TOTAL_FORMS": 0,
        "members-INITIAL_FORMS": 0,
    }

    assert admin_client.post(page, form).status_code == 302

    assert Council.objects.filter(**{"pk": council.pk, wish: True}).exists()


def test_a_council_that_was_edited_is_as_shipped_again_at_once(admin_client: Client) -> None:
    sync_registry()
    sync_councils()
    Council.objects.filter(slug="general").update(name="Mine", overridden=["line_up"])
    council = Council.objects.get(slug="general")
    form = {"action": "follow_shipped", "_selected_action": [council.pk]}
    page = admin_client.post("/admin/council/council/", form, follow=True)
    assert "Synced, 1 change:<br>council general" in page.text
    council.refresh_from_db()
    assert (council.name, council.overridden) == ("General", [])


def log_of(lines: int) -> str:
    ann = User.objects.create(username="ann")
    deliberation = make_deliberation(asked_by=ann, council=make_council())
    events = [
        orjson.dumps(
            {"seq": seq, "at": "2026-03-02T14:02:00Z", "type": "opinion.delta", "text": f"<b>{seq}"}
        )
        for seq in range(1, lines + 1)
    ]
    Deliberation.objects.filter(pk=deliberation.pk).update(event_log=pack(events), status="done")
    return f"/admin/council/deliberation/{deliberation.pk}/log/"


def test_a_log_is_read_a_page_at_a_time_and_searched(admin_client: Client) -> None:
    page = log_of(250)
    first = admin_client.get(page).content.decode()
    assert first.count("opinion.delta") == 100
    assert "1 of 3" in first
    assert "<b>" not in first  # what was said is text
    assert admin_client.get(f"{page}?p=3").content.decode().count("opinion.delta") == 50
    found = admin_client.get(f"{page}?q=%3CB%3E249").content.decode()
    assert found.count("opinion.delta") == 1
    assert 'href="/admin/council/deliberation/' in found


def test_a_log_is_for_whoever_may_see_deliberations(client: Client) -> None:
    page = log_of(1)
    cy = User.objects.create(username="cy", is_staff=True)
    client.force_login(cy)
    assert client.get(page).status_code == 403
    cy.user_permissions.add(Permission.objects.get(codename="view_deliberation"))
    assert client.get(page).status_code == 200
    assert client.get(page.replace("/log/", "/change/")).status_code == 200
