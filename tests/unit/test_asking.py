"""Documents are read again only where they have changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from providers.adapters.asking import look, read_page
from providers.adapters.http import HttpClient
from providers.errors import Misconfigured

URL = "http://router.test/v1/models"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def test_an_unchanged_document_is_not_sent_again() -> None:
    responses.get(URL, json={"data": [1]}, headers={"ETag": 'W/"1"'})
    http = HttpClient()
    first = look(http, URL, {})
    responses.replace(responses.GET, URL, status=304)
    assert look(http, URL, {}) == first == {"data": [1]}
    assert responses.calls[1].request.headers["If-None-Match"] == 'W/"1"'


def test_a_changed_document_replaces_the_kept_one() -> None:
    responses.get(URL, json={"data": [1]}, headers={"ETag": "1"})
    http = HttpClient()
    look(http, URL, {})
    responses.replace(responses.GET, URL, json={"data": [2]}, headers={"ETag": "2"})
    look(http, URL, {})
    responses.replace(responses.GET, URL, status=304)
    assert look(http, URL, {}) == {"data": [2]}
    assert responses.calls[2].request.headers["If-None-Match"] == "2"


def test_what_one_key_may_see_is_not_kept_for_another() -> None:
    responses.get(URL, json={"data": [1]}, headers={"ETag": "1"})
    http = HttpClient()
    look(http, URL, {"Authorization": "Bearer a"})
    look(http, URL, {"Authorization": "Bearer b"})
    assert "If-None-Match" not in responses.calls[1].request.headers


def test_without_a_mark_of_its_version_it_is_read_whole() -> None:
    responses.get(URL, json={"data": [1]})
    http = HttpClient()
    look(http, URL, {})
    look(http, URL, {})
    assert "If-None-Match" not in responses.calls[1].request.headers


def test_an_answer_that_nobody_asked_for_conditionally_is_refused() -> None:
    responses.get(URL, status=304)
    with pytest.raises(Misconfigured):
        look(HttpClient(), URL, {})


def test_the_way_to_the_next_page_is_told() -> None:
    responses.get(URL, json=[], headers={"Link": '<http://router.test/next>; rel="next"'})
    assert read_page(HttpClient(), URL, {}).link == '<http://router.test/next>; rel="next"'
