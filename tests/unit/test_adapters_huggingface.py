"""What is the Hugging Face router's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from providers.adapters.huggingface import HuggingFace
from providers.protocol import CatalogueEntry, Key
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
    read_recording("huggingface", "catalogue").serve("GET", "http://hub.test/v1/models")
    entry, gone = HuggingFace("http://hub.test").catalogue(Key())
    assert entry == CatalogueEntry("zai-org/GLM-5.2", context_tokens=131072)
    assert not gone.is_served


def test_a_probe_proves_nothing_of_the_key() -> None:
    read_recording("huggingface", "catalogue").serve("GET", "http://hub.test/v1/models")
    health = HuggingFace("http://hub.test").probe(Key("k"))
    assert health.is_reachable
    assert health.is_authorised is None
