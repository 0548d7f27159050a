"""What the API says of alerts."""

from __future__ import annotations

from rest_framework import serializers

from providers.models import Alert, QuotaWindow


class AlertOutput(serializers.Serializer[dict[str, object]]):
    """`ends_at`: null until its cause is gone. From `scope` on it is told of a quota window alone,
    and in the words there are for it; where money is counted, the decimal strings say how much."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Alert.Kind.choices)
    message = serializers.CharField()
    provider = serializers.CharField(allow_null=True)
    model = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    scope = serializers.ChoiceField(choices=QuotaWindow.Scope.choices, allow_null=True)
    scope_id = serializers.CharField()
    metric = serializers.CharField(allow_null=True)
    period = serializers.ChoiceField(choices=QuotaWindow.Period.choices, allow_null=True)
    percent = serializers.IntegerField(allow_null=True)
    used = serializers.IntegerField(allow_null=True)
    limit = serializers.IntegerField(allow_null=True)
    used_usd = serializers.CharField(allow_null=True)
    limit_usd = serializers.CharField(allow_null=True)


class AlertsOutput(serializers.Serializer[dict[str, object]]):
    results = AlertOutput(many=True)
    next = serializers.CharField(allow_null=True, help_text="Null: these are all.")
