"""The Hugging Face Hub: searches for models, and what it says of one. Answers are kept for a while,
and longer for the time when the Hub asks us to come less often. In rehearsal it is played."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import orjson
import redis
from django.conf import settings
from requests.utils import parse_header_links

from providers.adapters.asking import Page, bearer, read_page, sound_address
from providers.adapters.framing import Frame, as_count, as_frame, as_frames, as_text
from providers.adapters.http import HttpClient
from providers.adapters.requesting import Request
from providers.errors import (
    Gated,
    InvalidRequest,
    NotServed,
    ProviderError,
    TransientError,
    UnavailableError,
)
from providers.protocol import Deadline, Key
from providers.redis_client import quick
from providers.stored_keys import is_rehearsal

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=10)
KEPT_SECONDS = 7 * 86_400
LOOK_SECONDS = 8.0
MOST_PER_PAGE = 100
MOST_PAGES = 5
# None that leads elsewhere: neither a dot nor a dash begins a name.
NAME = re.compile(r"\w[\w.-]{0,95}(/\w[\w.-]{0,95})?", re.ASCII)
FACTS = (
    "inferenceProviderMapping",
    "pipeline_tag",
    "gated",
    "downloads",
    "likes",
    "tags",
    "lastModified",
)
SORTS = ("trendingScore", "downloads", "likes", "createdAt", "lastModified")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `cursor` goes on where an earlier listing ended."""

    words: str = ""
    task: str = ""
    language: str = ""
    licence: str = ""
    tags: tuple[str, ...] = ()
    is_served: bool = False
    sort: str = "trendingScore"
    limit: int = 20
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class ServedBy:
    """A provider on whom the Hub says that it serves the model."""

    name: str
    status: str
    task: str


@dataclass(frozen=True, slots=True)
class HubModel:
    """`gated` is empty, `auto` or `manual`: how access is granted."""

    name: str
    task: str
    licence: str
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    gated: str
    downloads: int
    likes: int
    changed_at: str
    served_by: tuple[ServedBy, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """`is_stale`: the Hub could not be asked, and this is what it said at that time."""

    models: tuple[HubModel, ...]
    next_cursor: str
    fetched_at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True)
class _Copy:
    page: Page
    fetched_at: datetime
    is_stale: bool = False


def search_models(search: Search, key: Key) -> Listing:
    """As many as are wanted, over several pages of the Hub if need be. Raises ProviderError."""
    copies: list[_Copy] = []
    models: list[HubModel] = []
    cursor = search.cursor
    while len(copies) < MOST_PAGES and len(models) < search.limit:
        wanted = min(search.limit - len(models), MOST_PER_PAGE)
        copies.append(_read(f"/api/models?{urlencode(_query(search, wanted, cursor))}", key))
        models += _models(as_frames(copies[-1].page.document.get("data")))
        cursor = next_cursor(copies[-1].page.link)
        if not cursor:
            break
    return Listing(
        tuple(models),
        cursor,
        min(copy.fetched_at for copy in copies),
        any(copy.is_stale for copy in copies),
    )


def read_model(name: str, key: Key) -> Listing:
    """What the Hub says of one model. Raises ProviderError."""
    expand = urlencode([("expand", fact) for fact in FACTS])
    copy = _read(f"{_path_of(name)}?{expand}", key)
    return Listing(tuple(_models([copy.page.document])), "", copy.fetched_at, copy.is_stale)


def is_gated_for(name: str, key: Key) -> bool | None:
    """Is there a licence that the owner of this key has not accepted? None: not found out."""
    try:
        facts = read_page(_http(), f"{_hub()}{_path_of(name)}?expand=gated", bearer(key))
        if not facts.document.get("gated"):
            return False
        url = f"{_hub()}{_path_of(name)}/auth-check"
        request = Request("GET", url, bearer(key), private=(key.secret,))
        _http().read(request, Deadline.after(LOOK_SECONDS))
    except Gated:
        return True
    except ProviderError:
        return None
    return False


def next_cursor(link: str) -> str:
    """Of the whole address only the place is taken: where it leads is not for the Hub to say."""
    for way in parse_header_links(link) if link else []:
        if way.get("rel") == "next":
            return parse_qs(urlsplit(way["url"]).query).get("cursor", [""])[0]
    return ""


def served_by(mapping: object) -> tuple[ServedBy, ...]:
    """An object by provider where one model is asked for, a list of them in a search."""
    if isinstance(mapping, Mapping):
        entries = [(name, as_frame(facts)) for name, facts in mapping.items()]
    else:
        entries = [(as_text(facts.get("provider")), facts) for facts in as_frames(mapping)]
    return tuple(
        ServedBy(name, as_text(facts.get("status")), as_text(facts.get("task")))
        for name, facts in entries
    )


def _query(search: Search, limit: int, cursor: str) -> list[tuple[str, str]]:
    """The Hub knows languages and licences as tags."""
    licence = f"license:{search.licence}" if search.licence else ""
    filters = [tag for tag in (*search.tags, search.language, licence) if tag]
    fields = {
        "search": search.words,
        "pipeline_tag": search.task,
        "inference_provider": "all" if search.is_served else "",
        "sort": search.sort,
        "limit": str(limit),
        "cursor": cursor,
    }
    return [
        *((name, value) for name, value in fields.items() if value),
        *(("filter", tag) for tag in filters),
        *(("expand", fact) for fact in FACTS),
    ]


def _models(listed: Iterable[Frame]) -> Iterator[HubModel]:
    for facts in listed:
        tags = tuple(tag for tag in facts.get("tags") or [] if isinstance(tag, str))
        licences = [tag.partition(":")[2] for tag in tags if tag.startswith("license:")]
        yield HubModel(
            name=as_text(facts.get("id")),
            task=as_text(facts.get("pipeline_tag")),
            licence=licences[0] if licences else "",
            languages=tuple(tag for tag in tags if re.fullmatch("[a-z]{2,3}", tag)),
            tags=tags,
            gated=as_text(facts.get("gated")),
            downloads=as_count(facts.get("downloads")),
            likes=as_count(facts.get("likes")),
            changed_at=as_text(facts.get("lastModified")),
            served_by=served_by(facts.get("inferenceProviderMapping")),
        )


def _read(path: str, key: Key) -> _Copy:
    """Fresh from the store, else from the Hub, else from the store however old it is."""
    now = datetime.now(UTC)
    url = f"{_catalogue()}{path}"
    name = f"{settings.REDIS_PREFIX}hub:{hashlib.sha256(url.encode()).hexdigest()}"
    kept = _recall(name)
    if kept and kept.fetched_at > now - FRESH:
        return kept
    try:
        page = read_page(_http(), url, bearer(key), LOOK_SECONDS)
    except NotServed:
        raise
    except (TransientError, UnavailableError):
        if kept:
            return _Copy(kept.page, kept.fetched_at, is_stale=True)
        raise
    copy = _Copy(page, now)
    _store(name, copy)
    return copy


def _recall(name: str) -> _Copy | None:
    try:
        stored = quick().get(name)
    except redis.RedisError:
        return None
    if not isinstance(stored, bytes):
        return None
    kept = orjson.loads(stored)
    page = Page(kept["document"], link=kept["link"])
    return _Copy(page, datetime.fromisoformat(kept["fetched_at"]))


def _store(name: str, copy: _Copy) -> None:
    kept = {
        "document": copy.page.document,
        "link": copy.page.link,
        "fetched_at": copy.fetched_at.isoformat(),
    }
    try:
        quick().set(name, orjson.dumps(kept), ex=KEPT_SECONDS)
    except redis.RedisError as error:
        log.warning("What the Hub said could not be kept: %s", type(error).__name__)


def _path_of(name: str) -> str:
    if not NAME.fullmatch(name):
        raise InvalidRequest("That is no name of a model.")
    return f"/api/models/{quote(name)}"


def _catalogue() -> str:
    """Where a person's searches go: in rehearsal to the understudy."""
    return sound_address(settings.REHEARSAL_URL) if is_rehearsal() else _hub()


def _hub() -> str:
    return sound_address(settings.HF_HUB_URL)


@cache
def _http() -> HttpClient:
    return HttpClient(pool_size=8)
