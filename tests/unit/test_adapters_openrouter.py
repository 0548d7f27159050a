"""What differs at OpenRouter: a probe looks at the key, for its list of models is public."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import responses

from providers.adapters.http import HttpClient
from providers.adapters.openai_compatible import OpenAICompatible
from providers.adapters.openrouter import OpenRouter, compatible_adapter
from providers.protocol import Credit, Health, Key

ADDRESS = "https://openrouter.ai/api/v1"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def probe(document: object, status: int = 200) -> Health:
    responses.get(f"{ADDRESS}/key", json=document, status=status)
    return OpenRouter(ADDRESS).probe(Key("sk-or-canarykey"))


@pytest.mark.parametrize(
    ("base_url", "kind"),
    [
        (ADDRESS, OpenRouter),
        ("https://OpenRouter.ai/api/v1/", OpenRouter),
        ("https://openrouter.ai.elsewhere.test/api/v1", OpenAICompatible),
        ("https://proxy.test/openrouter.ai/v1", OpenAICompatible),
    ],
)
def test_it_is_known_by_its_host(base_url: str, kind: type[OpenAICompatible]) -> None:
    adapter = compatible_adapter("mine", base_url, HttpClient())
    assert (type(adapter), adapter.name) == (kind, "mine")


@pytest.mark.parametrize(
    ("key", "credit"),
    [
        (
            {"usage": 25.5, "limit": 100, "limit_remaining": 74.5},
            Credit(Decimal("25.5"), Decimal(100), Decimal("74.5")),
        ),
        ({"usage": 0, "limit": None, "limit_remaining": None}, Credit(Decimal(0))),
        (
            {"usage": 5.2, "limit": 5, "limit_remaining": -0.2},
            Credit(Decimal("5.2"), Decimal(5), Decimal(0)),
        ),
        ({"label": "mine"}, None),
        ({"usage": "much"}, None),
    ],
)
def test_what_a_key_may_spend_is_told_with_its_health(
    key: dict[str, object], credit: Credit | None
) -> None:
    health = probe({"data": key})
    assert (health.is_reachable, health.is_authorised) == (True, True)
    assert health.credit == credit


def test_a_key_it_does_not_know_is_refused() -> None:
    health = probe({"error": {"code": 401, "message": "User not found."}}, 401)
    assert (health.is_reachable, health.is_authorised) == (True, False)
    assert health.credit is None
