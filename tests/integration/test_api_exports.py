"""What was deliberated is taken along as files: complete, readable, and nobody else's."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from typing import Any, Protocol, cast

import orjson
import pytest
from django.contrib.auth.models import User
from django.http.response import HttpResponse, StreamingHttpResponse
from django.test import Client
from markdown_it import MarkdownIt

from accounts.models import ApiKey
from council import runner
from council.event_log import store
from council.exports.markdown import document
from council.models import Council, Deliberation, Opinion
from tests.factories import make_api_key, make_council, make_deliberation
from tests.integration.rehearsal import Rehearsal
from tests.integration.ways_in import (
    DELIBERATIONS,
    Answer,
    address_of,
    assert_refused,
    bearer,
    client_of,
)

pytestmark = pytest.mark.django_db

ALL = f"{DELIBERATIONS}export/"
EVENTS = [
    b'{"seq":1,"at":"2026-03-02T14:02:00.000Z","type":"deliberation.started","q":"\xc3\xa4"}',
    b'{"seq":2,"at":"2026-03-02T14:02:01.000Z","type":"deliberation.cancelled","by":"ann"}',
]
RECEIPT = {
    "given": ["ann"],
    "missing": [{"member": "bob", "code": "late"}],
    "attempts": 4,
    "usage": {"input_tokens": 120, "output_tokens": 34, "is_estimated": True},
    "cost_usd": "0.0012",
    "is_complete": False,
    "seconds": 7.5,
}
SYNTHESIS = {
    "text": "Rivers.\n\n```\nnever closed",
    "model": "huggingface:chair",
    "chosen": None,
    "is_partial": True,
    "dissent": [{"members": ["bob"], "claim": "It is *rain*.", "against": ""}],
}


class Exported(Answer, Protocol):
    content: bytes


@pytest.fixture
def council(db: None) -> Council:
    return make_council()


@pytest.fixture
def ended(ann: User, council: Council) -> Deliberation:
    """With everything that a document tells of."""
    deliberation = make_deliberation(ann, council, "Why is the sea `salty`?", is_rehearsal=True)
    Deliberation.objects.filter(pk=deliberation.pk).update(
        status="done",
        outcome="degraded",
        synthesis=SYNTHESIS,
        standings={
            "standings": [
                {"member": "ann", "points": 1, "ballots": 2},
                {"member": "bob", "points": 0.25, "ballots": 2},
            ],
            "is_tied": False,
        },
        receipt=RECEIPT,
        event_log=store.pack(EVENTS),
    )
    give = Opinion.objects.create
    give(
        deliberation=deliberation,
        member="ann",
        status="given",
        text="# Salt",
        model="huggingface:ann",
    )
    give(
        deliberation=deliberation,
        member="bob",
        status="given",
        text="~~~\nRain",
        is_late=True,
        is_partial=True,
        model="huggingface:bob",
    )
    give(deliberation=deliberation, member="cleo", status="failed", message="Nobody was there.")
    deliberation.refresh_from_db()
    return deliberation


def export(client: Client, deliberation: Deliberation, form: str = "") -> Exported:
    answer = client.get(address_of(deliberation, "export/"), {"as": form} if form else {})
    assert isinstance(answer, HttpResponse)
    return cast(Exported, answer)


def headings(text: str) -> list[str]:
    tokens = MarkdownIt().parse(text)
    return [
        f"{token.markup} {following.content}"
        for token, following in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def test_a_document_holds_everything_and_stays_whole(client: Client, ended: Deliberation) -> None:
    answer = export(client, ended)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert headings(text) == [
        r"# Why is the sea \`salty\`?",
        "## Synthesis",
        "## Dissent",
        "## Opinions",
        "### Ann",
        "### Bob",
        "### Cleo",
        "## Standings",
        "## Models",
        "## Receipt",
    ]
    for told in (
        "**Rehearsal: scripted voices, no answer.**",
        "Council: general. Strategy: adaptive.",
        "**Degraded.** The quorum was met, but somebody is missing or the chair failed.",
        "**Partial.** It was cut off before its end.",
        "Model: Chair (`huggingface:chair`)",
        "> Rivers.\n>\n> ```\n> never closed",
        "- Bob: It is \\*rain\\*.\n  - The answer: it leaves this open",
        "> # Salt",
        "Model: Bob (`huggingface:bob`). **Partial:** it was cut off before its end. Too late for",
        "No opinion: Nobody was there.",
        "| 1 | Ann | 1.00 | 2 |",
        "| 2 | Bob | 0.25 | 2 |",
        "- Tokens: about 120 in, 34 out",
        "- Cost: $0.0012, a part of it unknown",
        "- Missing: Bob (`late`)",
    ):
        assert told in text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"outcome": "full"}, "**Full.** Every member gave an opinion."),
        (
            {"outcome": "single", "synthesis": SYNTHESIS | {"chosen": "bob"}},
            "## Opinion of the Bob, unchanged\n\n**Single.** This is the opinion of one",
        ),
        ({"outcome": "full", "synthesis": None}, "The opinions stand side by side"),
        (
            {"outcome": "none", "status": "failed", "synthesis": None, "message": "Nobody spoke."},
            "**None.** There is no answer. Nobody spoke.",
        ),
        (
            {"outcome": "none", "status": "cancelled", "synthesis": None},
            "**None.** There is no answer. It was stopped.",
        ),
    ],
)
def test_a_document_says_how_complete_the_answer_is(
    client: Client, ended: Deliberation, values: dict[str, Any], told: str
) -> None:
    Deliberation.objects.update(**values)
    assert told in export(client, ended).content.decode()


def test_a_record_is_the_log_as_it_was_written(client: Client, ended: Deliberation) -> None:
    answer = export(client, ended, "json")

    assert answer.headers["Content-Type"] == "application/json"
    assert b",\n".join(EVENTS) in answer.content
    told = orjson.loads(answer.content)
    assert told.pop("events") == [orjson.loads(line) for line in EVENTS]
    assert (told["format"], told["version"]) == ("ai-council/deliberation", 1)
    assert (told["id"], told["conversation"]) == (str(ended.id), str(ended.conversation_id))
    assert (told["status"], told["outcome"], told["rehearsal"]) == ("done", "degraded", True)
    assert told["created_at"].endswith("Z")


@pytest.mark.django_db(transaction=True)
def test_what_was_really_deliberated_is_exported(
    client: Client, ann: User, upstream: Rehearsal
) -> None:
    deliberation = make_deliberation(ann, make_council(), is_rehearsal=True)
    runner.run(deliberation.id)
    deliberation.refresh_from_db()
    assert deliberation.event_log

    told = orjson.loads(export(client, deliberation, "json").content)
    text = export(client, deliberation).content.decode()

    assert told["events"] == [orjson.loads(line) for line in store.unpack(deliberation.event_log)]
    assert told["events"][-1]["type"] == "deliberation.finished"
    body = client.get(address_of(deliberation)).json()
    for said in (body["synthesis"]["text"], *(each["text"] for each in body["opinions"])):
        assert "\n".join(f"> {line}".rstrip() for line in said.split("\n")) in text


def test_what_still_runs_has_no_file(client: Client, ann: User, council: Council) -> None:
    running = make_deliberation(ann, council)
    assert_refused(export(client, running), 409, "not_finished")


def test_the_form_is_what_the_address_says(client: Client, ended: Deliberation) -> None:
    assert_refused(export(client, ended, "pdf"), 400, "invalid_request")
    path, accepts = address_of(ended, "export/"), {"Accept": "text/markdown"}
    assert client.get(path, headers=accepts).status_code == 200


def test_a_conversation_is_exported_with_all_its_turns(
    client: Client, ann: User, council: Council, ended: Deliberation
) -> None:
    running = make_deliberation(ann, council, "And *lakes*?")
    Deliberation.objects.filter(pk=running.pk).update(
        conversation=ended.conversation, follows=ended
    )
    path = f"/api/conversations/{ended.conversation_id}/export/"

    answer = client.get(path)
    assert isinstance(answer, StreamingHttpResponse)
    text = answer.getvalue().decode()
    assert headings(text)[:3] == [
        r"# Why is the sea \`salty\`?",
        r"## Why is the sea \`salty\`?",
        "### Synthesis",
    ]
    assert headings(text)[-1] == r"## And \*lakes\*?"
    assert text.endswith("*This query had no end yet when this was written.*\n")

    told = orjson.loads(client.get(path, {"as": "json"}).getvalue())
    assert (told["format"], told["title"]) == ("ai-council/conversation", "Why is the sea `salty`?")
    assert [each["id"] for each in told["deliberations"]] == [str(ended.id), str(running.id)]
    assert [len(each["events"]) for each in told["deliberations"]] == [2, 0]


def read_archive(client: Client) -> zipfile.ZipFile:
    answer = client.get(ALL)
    assert isinstance(answer, StreamingHttpResponse)
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_everything_that_has_ended_is_exported_at_once(
    client: Client, ann: User, bob: User, council: Council, ended: Deliberation
) -> None:
    make_deliberation(ann, council, "Not yet?")
    Deliberation.objects.filter(pk=make_deliberation(bob, council).pk).update(status="cancelled")

    files = read_archive(client)

    assert files.testzip() is None
    names = sorted(files.namelist())
    assert [name.rpartition(".")[2] for name in names] == ["json", "md"]
    assert all(ended.conversation_id.hex[:8] in name.partition("/")[0] for name in names)
    assert orjson.loads(files.read(names[0]))["id"] == str(ended.id)
    assert files.read(names[1]).decode() == document(ended)


def test_files_are_hers_alone(ann: User, bob: User, cy: User, ended: Deliberation) -> None:
    paths = (
        address_of(ended, "export/"),
        f"/api/conversations/{ended.conversation_id}/export/",
    )
    for stranger in (client_of(bob), client_of(cy)):
        for path in paths:
            for form in ("markdown", "json"):
                assert_refused(stranger.get(path, {"as": form}), 404, "not_found")
        assert read_archive(stranger).namelist() == []
    for path in (*paths, ALL):
        assert_refused(Client().get(path), 401, "not_authenticated")

    reads = bearer(make_api_key(ann, ApiKey.Scope.READ).text)
    asks = bearer(make_api_key(ann, ApiKey.Scope.ASK).text)
    assert {Client().get(path, headers=reads).status_code for path in (*paths, ALL)} == {200}
    assert_refused(Client().get(ALL, headers=asks), 403, "missing_scope")
