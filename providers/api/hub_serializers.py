"""What is asked of the Hub's catalogue through the API, and what it answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.inputs import OneOf
from providers.catalogue import hub
from providers.catalogue.hub import HubModel, ServedBy

MOST = 100
TEXT_CHARACTERS = 100


class HubSearchInput(serializers.Serializer[dict[str, Any]]):
    search = serializers.CharField(
        default="", allow_blank=True, max_length=TEXT_CHARACTERS, help_text="Words of its name."
    )
    task = serializers.SlugField(
        default="", allow_blank=True, help_text="Such as text-generation or summarization."
    )
    language = serializers.SlugField(default="", allow_blank=True, help_text="Such as en.")
    licence = serializers.RegexField(
        r"^[\w.-]*$", default="", allow_blank=True, help_text="Such as apache-2.0."
    )
    tags = serializers.CharField(
        default="", allow_blank=True, max_length=TEXT_CHARACTERS, help_text="Several by commas."
    )
    served = serializers.BooleanField(
        default=False, help_text="Only models that a provider serves."
    )
    sort = OneOf(choices=hub.SORTS, default="trendingScore")
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=20)
    cursor = serializers.CharField(default="", allow_blank=True, max_length=500)


class ServedByOutput(serializers.Serializer[ServedBy]):
    name = serializers.CharField()
    status = serializers.CharField()
    task = serializers.CharField()


class HubModelOutput(serializers.Serializer[HubModel]):
    """`gated` is empty, `auto` or `manual`: how its owner grants access."""

    name = serializers.CharField()
    task = serializers.CharField()
    licence = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    tags = serializers.ListField(child=serializers.CharField())
    gated = serializers.CharField()
    downloads = serializers.IntegerField()
    likes = serializers.IntegerField()
    changed_at = serializers.CharField()
    served_by = ServedByOutput(many=True)


class HubFoundOutput(serializers.Serializer[dict[str, Any]]):
    """`is_stale`: the Hub could not be asked, and this is what it said `age_seconds` ago.
    `rehearsal`: the Hub was not asked but played, and none of it is true."""

    rehearsal = serializers.BooleanField()
    fetched_at = serializers.DateTimeField()
    age_seconds = serializers.IntegerField()
    is_stale = serializers.BooleanField()
    note = serializers.CharField(help_text="What became of an old name that was looked for.")


class HubSearchOutput(HubFoundOutput):
    results = HubModelOutput(many=True)
    next = serializers.URLField(allow_null=True)


class HubModelFoundOutput(HubFoundOutput):
    model = HubModelOutput()
