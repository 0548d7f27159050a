"""Money in the admin is read and typed in dollars, and keys are told by their names."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from council.models import Deliberation, Opinion
from providers.models import (
    Alert,
    Attempt,
    Bill,
    Budget,
    LanguageModel,
    Price,
    QuotaWindow,
    Reservation,
    Trial,
)
from providers.protocol import Key
from providers.sync import sync_registry
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_server")]

NOW = datetime.now(UTC)
COST = 1_234_500_678
SHOWN = "$1.234500678"
PRICES = "/admin/providers/price/"
WINDOWS = "/admin/providers/quotawindow/"


class Text(HTMLParser):
    """What a person reads of a page; scripts and styles are not told."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in ("script", "style")
        fields = dict(attrs)
        if tag == "input" and fields.get("type") != "hidden":
            self.parts.append(fields.get("value") or "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  the parser's
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    def __str__(self) -> str:
        return " ".join(self.parts)


@pytest.fixture(autouse=True)
def _registry(settings: Settings) -> None:
    settings.REHEARSAL = False
    sync_registry()


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(Text(answer.text))


def place_of(model: type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def pages_of(model: type[Model]) -> list[str]:
    row = model._default_manager.first()
    pages = [reverse(f"{place_of(model)}_changelist"), reverse(f"{place_of(model)}_add")]
    return [*pages, reverse(f"{place_of(model)}_change", args=[row.pk])] if row else pages


def first_model() -> LanguageModel:
    return LanguageModel.objects.order_by("id")[0]


def money_window() -> QuotaWindow:
    return QuotaWindow.objects.get(scope_id="huggingface", metric="nano_usd")


def spend(person: User) -> list[Model]:
    """A row with money in it in every table that has any."""
    window, model = money_window(), first_model()
    named = {"provider": "huggingface", "model": "a/b"}
    deliberation = make_deliberation(person, make_council())
    Deliberation.objects.update(max_cost_nano_usd=COST)
    Opinion.objects.create(
        deliberation=deliberation, member="ann", status="given", cost_nano_usd=COST
    )
    ended = {"started_at": NOW, "ended_at": NOW, "cost_nano_usd": COST}
    prices = {"price_input_nano_usd": COST, "price_output_nano_usd": COST}
    attempt = {"trace_id": uuid.uuid4(), "voice": "ann", "number": 1, "status": "succeeded"}
    held = {"held_nano_usd": COST, "cost_nano_usd": COST, "created_at": NOW, "expires_at": NOW}
    priced = {"input_nano_usd": COST, "output_nano_usd": COST, "source": "by hand"}
    tried = {"started_at": NOW, "has_succeeded": True, "seconds": 1.0, "cost_nano_usd": COST}
    return [
        deliberation,
        Attempt.objects.create(**attempt, **named, **ended, **prices),
        Reservation.objects.create(id=uuid.uuid4(), state="settled", **named, **held),
        Price.objects.create(language_model=model, effective_at=NOW, **priced),
        Budget.objects.create(
            name="b", window=window, starts_at=NOW, spent_nano_usd=COST, held_nano_usd=COST
        ),
        Alert.objects.create(
            kind="quota_window",
            message=f"50 % is used: {SHOWN}.",
            metric="nano_usd",
            percent=50,
            used=COST,
            limit=2 * COST,
        ),
        Trial.objects.create(**named, **tried),
        Bill.objects.create(
            provider="huggingface",
            since=NOW.date(),
            until=NOW.date(),
            billed_nano_usd=2 * COST,
            ledger_nano_usd=COST,
            drift_nano_usd=COST,
        ),
    ]


def test_every_row_with_money_shows_it_in_dollars(admin_client: Client, admin_user: User) -> None:
    for row in spend(admin_user):
        page = read(admin_client, reverse(f"{place_of(type(row))}_change", args=[row.pk]))
        rows = read(admin_client, reverse(f"{place_of(type(row))}_changelist"))

        assert SHOWN.removeprefix("$") in page, row
        assert SHOWN in rows or isinstance(row, Deliberation), row
        assert str(COST) not in page + rows, row


def test_no_page_of_the_admin_speaks_of_nano_dollars(
    admin_client: Client, admin_user: User
) -> None:
    spend(admin_user)
    paths = [
        path
        for model in admin.site._registry
        for path in pages_of(model)
        if admin_client.get(path).status_code != 403  # nobody adds what has happened
    ]

    assert len(paths) > 25
    told = {path: re.findall(r"\S*nano\S*", read(admin_client, path)) for path in paths}
    assert {path: words for path, words in told.items() if words} == {}


def test_whoever_may_only_look_reads_prices_and_limits_in_dollars() -> None:
    window, price = (
        money_window(),
        Price.objects.create(
            language_model=first_model(),
            input_nano_usd=COST,
            output_nano_usd=COST,
            cached_nano_usd=COST,
            effective_at=NOW,
        ),
    )
    QuotaWindow.objects.filter(pk=window.pk).update(limit=COST)
    looks = User.objects.create_user("looks", is_staff=True)
    looks.user_permissions.set(
        Permission.objects.filter(codename__in=["view_price", "view_quotawindow"])
    )
    client = client_of(looks)

    prices = read(client, f"{PRICES}{price.pk}/change/")
    limit = read(client, f"{WINDOWS}{window.pk}/change/")
    assert prices.count(SHOWN) == 3
    assert (
        f'<div class="readonly">{SHOWN}</div>' in client.get(f"{WINDOWS}{window.pk}/change/").text
    )
    assert str(COST) not in prices + limit


@pytest.mark.parametrize(("path", "field"), [(PRICES, "input_nano_usd"), (WINDOWS, "limit")])
def test_whoever_may_only_add_types_dollars(path: str, field: str) -> None:
    adds = User.objects.create_user("adds", is_staff=True)
    adds.user_permissions.set(
        Permission.objects.filter(codename__in=["add_price", "add_quotawindow"])
    )
    assert f'name="{field}"' in client_of(adds).get(f"{path}add/").text


def test_a_price_is_typed_in_dollars_for_a_million_tokens(admin_client: Client) -> None:
    fields = {"language_model": first_model().pk, "host": "", "source": "the invoice"}
    moment = {"effective_at_0": "2026-11-01", "effective_at_1": "00:00:00"}
    money = {"input_nano_usd": "0.60", "output_nano_usd": "2.000000001"}

    assert "For a million tokens; free is 0." in read(admin_client, f"{PRICES}add/")
    assert admin_client.post(f"{PRICES}add/", {**fields, **moment, **money}).status_code == 302

    price = Price.objects.get(source="the invoice")
    assert (price.input_nano_usd, price.output_nano_usd) == (600_000_000, 2_000_000_001)
    page = read(admin_client, f"{PRICES}{price.pk}/change/")
    assert " 0.6 " in page
    assert " 2.000000001 " in page


@pytest.mark.parametrize("wrong", ["-1", "much", "0.0000000001"])
def test_what_is_no_sum_of_dollars_is_refused_beside_its_field(
    admin_client: Client, wrong: str
) -> None:
    page = admin_client.post(f"{PRICES}add/", {"input_nano_usd": wrong, "output_nano_usd": "0"})

    assert page.status_code == 200
    assert page.context["adminform"].errors["input_nano_usd"]
    assert "output_nano_usd" not in page.context["adminform"].errors


def test_a_limit_of_money_is_typed_in_dollars(admin_client: Client) -> None:
    window = money_window()
    path = f"{WINDOWS}{window.pk}/change/"
    fields = {
        **{n: getattr(window, n) for n in ("scope", "scope_id", "metric", "period", "zone")},
        "is_soft": "on",
        "is_enabled": "on",
    }

    assert " 0.09 " in read(admin_client, path)
    assert admin_client.post(path, {**fields, "limit": "0.09"}).status_code == 302
    assert (money_window().limit, money_window().overridden) == (90_000_000, [])
    assert admin_client.post(path, {**fields, "limit": "1.5"}).status_code == 302
    assert (money_window().limit, money_window().overridden) == (1_500_000_000, ["limit"])
    assert str(money_window()) == "provider huggingface: $1.5 a month"


def test_a_key_is_told_by_its_name_wherever_something_is_counted_for_it(
    admin_client: Client, settings: Settings
) -> None:
    settings.HF_TOKEN = "hf_canarykeyabcdefghi1234"  # noqa: S105  nobody's
    key = Key(settings.HF_TOKEN)
    window = QuotaWindow.objects.create(
        scope="key", scope_id=key.id, metric="requests", period="hour", limit=60
    )
    alert = {"kind": "quota_window", "window": window, "scope_id": key.id, "metric": "requests"}
    Alert.objects.create(**alert, percent=50, used=30, limit=60)
    ended = {"started_at": NOW, "has_succeeded": True, "seconds": 1.0, "key_id": key.id}
    trial = Trial.objects.create(provider="huggingface", model="a/b", **ended)

    assert "key HF_TOKEN (…1234): 60 requests an hour" in read(admin_client, WINDOWS)
    form = read(admin_client, f"{WINDOWS}add/")
    assert f"Keys in use: {key.id} is HF_TOKEN (…1234)." in form
    for page in ("/admin/providers/alert/", f"/admin/providers/trial/{trial.pk}/change/"):
        text = read(admin_client, page)
        assert "HF_TOKEN (…1234)" in text
        assert settings.HF_TOKEN[:-4] not in text


def test_only_money_has_parts(admin_client: Client) -> None:
    own = {"scope": "global", "metric": "requests", "period": "day", "limit": "1.5", "zone": "UTC"}

    page = admin_client.post(f"{WINDOWS}add/", own)

    assert page.context["adminform"].errors["limit"] == [
        "Only money has parts: type a whole number."
    ]
    assert not QuotaWindow.objects.filter(scope="global").exists()
