"""What is the Hugging Face router's own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import responses

from providers.adapters.huggingface import HuggingFace
from providers.protocol import CatalogueEntry, Host, Key
from tests.recordings.asking import sent
from tests.recordings.reading import read_recording

URL = "http://hub.test/v1/chat/completions"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


@pytest.mark.parametrize("base_url", ["http://hub.test", "http://hub.test/v1/"])
def test_the_path_stands_below_the_base(base_url: str) -> None:
    assert HuggingFace(base_url).address == "http://hub.test/v1"


def test_an_organisation_may_pay() -> None:
    request, _ = sent(HuggingFace("http://hub.test", bill_to="my-org"), URL)
    assert request.headers["X-HF-Bill-To"] == "my-org"


def test_the_context_is_the_smallest_live_one() -> None:
    entry, gone = catalogue()
    assert (entry.model, entry.is_served, entry.context_tokens) == ("zai-org/GLM-5.2", True, 131072)
    assert not gone.is_served


def test_the_catalogue_says_who_serves_a_model_and_for_how_much() -> None:
    entry, _ = catalogue()
    assert entry.hosts[0] == Host(
        name="scaleway",
        is_live=True,
        context_tokens=200_000,
        input_usd_per_million=Decimal("0.6"),
        output_usd_per_million=Decimal("2.2"),
        is_free=False,
        first_token_seconds=0.41,
        tokens_per_second=92.4,
        supports_tools=True,
        supports_structured_output=True,
    )


def test_a_price_of_nothing_is_a_price_and_an_absent_one_is_none() -> None:
    _, free, unpriced = catalogue()[0].hosts
    assert (free.input_usd_per_million, free.is_free) == (Decimal(0), True)
    assert unpriced == Host("novita", is_live=False, context_tokens=4096)


def test_a_probe_proves_nothing_of_the_key() -> None:
    read_recording("huggingface", "catalogue").serve("GET", "http://hub.test/v1/models")
    health = HuggingFace("http://hub.test").probe(Key("canarykey"))
    assert health.is_reachable
    assert health.is_authorised is None


def catalogue() -> list[CatalogueEntry]:
    read_recording("huggingface", "catalogue").serve("GET", "http://hub.test/v1/models")
    return HuggingFace("http://hub.test").catalogue(Key())
