"""What the API says to whoever watches the providers: figures, and what happened."""

from __future__ import annotations

from rest_framework import serializers

from providers.api.serializers import ProviderOutput
from providers.catalogue.last_day import Bar, Day
from providers.catalogue.watching import Figures, Spent


class BarOutput(serializers.Serializer[Bar]):
    """Attempts that began in one stretch of time. `late`: given, but after a retry at this
    provider, or more than eight seconds before the first word."""

    given = serializers.IntegerField()
    late = serializers.IntegerField()
    failed = serializers.IntegerField()


class DayOutput(serializers.Serializer[Day]):
    """Null is what no attempt tells. Seconds to the first token are told to a tenth."""

    provider = serializers.CharField()
    bars = BarOutput(many=True)
    given_share = serializers.FloatField(allow_null=True)
    first_token_seconds = serializers.FloatField(allow_null=True, help_text="The median.")
    first_token_p95_seconds = serializers.FloatField(allow_null=True)
    tokens_per_second = serializers.FloatField(allow_null=True)


class SpentOutput(serializers.Serializer[Spent]):
    """By all people together, since the month began. `is_complete` is false where a price was not
    known; `limit_usd` is null where no window limits it."""

    since = serializers.DateTimeField()
    used_usd = serializers.CharField()
    is_complete = serializers.BooleanField()
    limit_usd = serializers.CharField(allow_null=True)


class ProviderFiguresOutput(serializers.Serializer[Figures]):
    """`since` is when the first bar begins; each is `bar_seconds` long, the last is not over."""

    rehearsal = serializers.BooleanField()
    at = serializers.DateTimeField()
    since = serializers.DateTimeField()
    bar_seconds = serializers.IntegerField()
    spent = SpentOutput()
    results = DayOutput(many=True)


class ProvidersTestedOutput(serializers.Serializer[dict[str, object]]):
    results = ProviderOutput(many=True)
    next = serializers.CharField(allow_null=True, help_text="Null: these are all.")


class HappenedOutput(serializers.Serializer[dict[str, object]]):
    """One event of the stream of events, with those of its facts that it has."""

    id = serializers.CharField(help_text="Its place in the stream, as `Last-Event-ID` takes it.")
    type = serializers.CharField()
    at = serializers.DateTimeField()
    provider = serializers.CharField(required=False, allow_null=True)
    model = serializers.CharField(required=False, allow_null=True)
    message = serializers.CharField(required=False)
    kind = serializers.CharField(required=False, help_text="Of an alert.")
    circuit = serializers.CharField(required=False)
    cause = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    until = serializers.DateTimeField(required=False, allow_null=True)
    before = serializers.CharField(required=False, help_text="`from`, in the stream.")
    after = serializers.CharField(required=False, help_text="`to`, in the stream.")


class LogOutput(serializers.Serializer[dict[str, object]]):
    results = HappenedOutput(many=True)
    next = serializers.CharField(allow_null=True, help_text="Null: older ones are not told.")
