"""What a council allows where a submission does not say it is chosen in the admin."""

from __future__ import annotations

import orjson
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from council.event_log.store import pack
from council.models import Council, Deliberation, Member, MemberModel
from council.ready_made import sync_councils
from providers.models import LanguageModel
from providers.sync import sync_registry
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import client_of

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


def test_a_log_is_for_whoever_may_see_deliberations() -> None:
    page = log_of(1)
    cy = User.objects.create(username="cy", is_staff=True)
    client = client_of(cy)
    assert client.get(page).status_code == 403
    cy.user_permissions.add(Permission.objects.get(codename="view_deliberation"))
    assert client.get(page).status_code == 200
    assert client.get(page.replace("/log/", "/change/")).status_code == 200


def line_up(council: Council) -> list[str]:
    return [f"{m.position} {m.slug}{'*' * m.is_chair}" for m in council.members.all()]


def members_form(council: Council, *changed: dict[str, object]) -> dict[str, object]:
    """The whole form of a council, with its members as they are but for these changes."""
    form: dict[str, object] = {
        **{name: getattr(council, name) for name in ("slug", "name", "strategy", "quorum")},
        "deadline_seconds": 30,
        "position": 0,
        "members-INITIAL_FORMS": council.members.count(),
        "members-TOTAL_FORMS": max(council.members.count(), len(changed)),
    }
    own = ("id", "slug", "role", "task", "position")
    rows = [
        {**{name: getattr(m, name) for name in own}, **({"is_chair": "on"} if m.is_chair else {})}
        for m in council.members.all()
    ]
    rows += [{"council": council.pk} for _ in changed[len(rows) :]]
    for place, row in enumerate(rows):
        merged: dict[str, object] = {**row, **(changed[place] if place < len(changed) else {})}
        form |= {f"members-{place}-{n}": v for n, v in merged.items() if v is not None}
    return form


@pytest.fixture
def council() -> Council:
    council = make_council()
    council.members.all().delete()
    for position, slug in enumerate(["ann", "bob", "cy", "chair"]):
        Member.objects.create(
            council=council, slug=slug, role=slug, position=position, is_chair=slug == "chair"
        )
    return council


@pytest.mark.parametrize(
    ("changed", "order"),
    [
        ([{"position": 2}], "bob cy ann chair"),
        ([{}, {}, {"position": 0}], "cy ann bob chair"),
        ([{"position": ""}], "bob cy chair ann"),
        ([{}, {"DELETE": "on"}], "ann cy chair"),
        ([{}, {}, {}, {}, {"slug": "dot", "role": "Dot", "position": ""}], "ann bob cy chair dot"),
        ([{}, {}, {}, {}, {"slug": "dot", "role": "Dot", "position": 1}], "ann dot bob cy chair"),
    ],
)
def test_members_stand_where_their_numbers_put_them(
    admin_client: Client, council: Council, changed: list[dict[str, object]], order: str
) -> None:
    page = f"/admin/council/council/{council.pk}/change/"
    answer = admin_client.post(page, members_form(council, *changed))
    assert answer.status_code == 302, answer.text
    assert line_up(council) == [
        f"{place} {slug}{'*' if slug == 'chair' else ''}"
        for place, slug in enumerate(order.split())
    ]


def test_another_member_takes_the_chair_in_one_step(admin_client: Client, council: Council) -> None:
    page = f"/admin/council/council/{council.pk}/change/"
    both = admin_client.post(page, members_form(council, {"is_chair": "on"}))
    assert "A council has one chair: take the mark from the other." in both.text
    assert line_up(council) == ["0 ann", "1 bob", "2 cy", "3 chair*"]
    moved = members_form(council, {"is_chair": "on"}, {}, {}, {"is_chair": None})
    assert admin_client.post(page, moved).status_code == 302
    assert line_up(council) == ["0 ann*", "1 bob", "2 cy", "3 chair"]


def test_the_models_of_a_member_are_told_put_in_order_and_looked_up(
    admin_client: Client, council: Council
) -> None:
    sync_registry()
    member = council.members.get(slug="ann")
    first, second, third = LanguageModel.objects.order_by("pk")[:3]
    for position, model in enumerate((first, second)):
        MemberModel.objects.create(member=member, language_model=model, position=position)
    page = f"/admin/council/member/{member.pk}/change/"
    ids = list(member.places.values_list("pk", flat=True))
    rows: list[tuple[object, LanguageModel, object]]
    rows = [(ids[0], first, 1), (ids[1], second, 1), ("", third, "")]
    form: dict[str, object] = {"role": "Ann", "slug": "ann", "task": "reasoning", "position": 0}
    form |= {"places-INITIAL_FORMS": 2, "places-TOTAL_FORMS": 3}
    for place, (pk, model, wanted) in enumerate(rows):
        named = {"id": pk, "member": member.pk, "language_model": model.pk, "position": wanted}
        form |= {f"places-{place}-{name}": value for name, value in named.items()}
    assert admin_client.post(page, form).status_code == 302
    told = [str(place.language_model) for place in member.places.all()]
    assert told == [str(second), str(first), str(third)]

    member.refresh_from_db()
    assert (member.position, member.is_chair, member.role) == (0, False, "Ann")

    shown = admin_client.get(f"/admin/council/council/{council.pk}/change/").text
    assert f'<a href="{page}">Choose and order them</a>' in shown
    assert "<br>".join(told) in shown
    look_up = {"app_label": "council", "model_name": "membermodel", "field_name": "language_model"}
    found = admin_client.get("/admin/autocomplete/", {**look_up, "term": third.name}).json()
    assert str(third) in [result["text"] for result in found["results"]]


@pytest.mark.parametrize("searched", ["general", "fact-checker"])
def test_councils_are_found_by_name_and_by_who_sits_there(
    admin_client: Client, searched: str
) -> None:
    sync_registry()
    sync_councils()
    page = admin_client.get("/admin/council/council/", {"q": searched}).text
    assert "Reasoner, Creative, Fact-checker; chair: Chair" in page
    assert "as shipped" in page
    assert page.count('class="field-name"') == 1
