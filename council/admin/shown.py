"""What a deliberation stores, as the admin shows it: in words, and whole for whoever needs it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import orjson
from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from council.models import Deliberation
from providers.admin.shown import UNKNOWN, Shown, in_dollars, in_words, moment, yes_or_no


@admin.display(description="line-up")
def line_up(deliberation: Deliberation) -> str:
    """Each with its models in order."""
    stored = deliberation.line_up
    members = [*stored.get("members", ()), *filter(None, [stored.get("chair")])]
    lines = ((member.get("role") or member.get("slug"), _models(member)) for member in members)
    return format_html_join(mark_safe("<br>"), "{}: {}", lines) or UNKNOWN


@admin.display(description="answer")
def answer(deliberation: Deliberation) -> str:
    return _of(deliberation.synthesis, "text")


@admin.display(description="written by")
def written_by(deliberation: Deliberation) -> str:
    return _of(deliberation.synthesis, "model")


@cache
def as_stored(field: str) -> Shown:
    @admin.display(description=in_words(field))
    def shown(deliberation: Deliberation) -> SafeString | str:
        value = getattr(deliberation, field)
        if not value:
            return UNKNOWN
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
        return format_html('<pre class="stored">{}</pre>', text)

    return shown


def _models(member: dict[str, Any]) -> str:
    names = (f"{model['provider']}:{model['name']}" for model in member.get("models", ()))
    return ", then ".join(names)


def _of(stored: dict[str, Any] | None, name: str) -> str:
    return str((stored or {}).get(name) or UNKNOWN)


WHAT_CAME_OF_IT = (
    *("query", "asked_by", "api_key", "council", line_up),
    *("status", "outcome", "code", "message", yes_or_no("is_rehearsal")),
    *(moment("created_at"), moment("started_at"), moment("ended_at")),
    *(answer, written_by),
)
TERMS_AND_COURSE = (
    *("conversation", "follows", "revises", in_dollars("max_cost_nano_usd")),
    *("allow_paid", "reuse_answers", "is_side_by_side", "runs", "epoch", moment("enqueued_at")),
)
STORED = (
    *("line_up", "earlier", "contest", "points", "knowledge", "agreements"),
    *("standings", "appointed", "synthesis", "receipt"),
)
FIELDSETS: Final[Any] = (  # of names and of functions, which Django's stubs do not know
    (None, {"fields": WHAT_CAME_OF_IT}),
    ("Terms and course", {"fields": TERMS_AND_COURSE}),
    ("As it is stored", {"classes": ("collapse",), "fields": tuple(map(as_stored, STORED))}),
)
