"""What the API says of the condition a model is in."""

from __future__ import annotations

from rest_framework import serializers

from providers.catalogue.condition import LeftAlone
from providers.catalogue.readiness import Found
from providers.catalogue.strengths import KindStrength
from providers.catalogue.traffic import Traffic
from providers.cooldowns.protocol import ModelState
from providers.models import Readiness
from providers.money import ModelPrice, as_usd
from providers.strengths import Strength


class TrafficOutput(serializers.Serializer[Traffic]):
    """What live traffic of the last day tells; null where there was none."""

    last_success_at = serializers.DateTimeField(allow_null=True)
    last_failure_at = serializers.DateTimeField(allow_null=True)
    last_failure_code = serializers.CharField()


class ModelStateOutput(serializers.Serializer[ModelState]):
    """`open`: it is left alone until then."""

    status = serializers.ChoiceField(choices=["closed", "open", "half_open"])
    until = serializers.DateTimeField(allow_null=True)
    code = serializers.CharField()


class LeftAloneOutput(serializers.Serializer[LeftAlone]):
    """A model that is not asked until then; null: until somebody has mended what is wrong."""

    model = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)
    code = serializers.CharField()


class StrengthOutput(serializers.Serializer[Strength]):
    right = serializers.IntegerField()
    scored = serializers.IntegerField()


class KindStrengthOutput(serializers.Serializer[KindStrength]):
    """How many queries of one kind it answered rightly: by recorded answers and by what people
    said, which are told apart. `accuracy` is null, unknown, where fewer than 30 were scored."""

    kind = serializers.CharField()
    accuracy = serializers.FloatField(allow_null=True)
    right = serializers.IntegerField(source="together.right")
    scored = serializers.IntegerField(source="together.scored")
    measured_at = serializers.DateTimeField()
    evaluation = StrengthOutput()
    feedback = StrengthOutput()


class ReadinessOutput(serializers.Serializer[Found]):
    """Could it answer now? Found out without a generated token. `ready_at`: when what is loading
    should be there, if anybody said."""

    status = serializers.ChoiceField(choices=Readiness.choices)
    code = serializers.CharField()
    message = serializers.CharField()
    ready_at = serializers.DateTimeField(allow_null=True)


class ListedPriceOutput(serializers.Serializer[ModelPrice]):
    """US dollars per million tokens; `"0"` is free. Where only hosts behind a router have prices,
    the lowest of those that are live."""

    input_usd_per_million = serializers.SerializerMethodField()
    output_usd_per_million = serializers.SerializerMethodField()

    def get_input_usd_per_million(self, price: ModelPrice) -> str:
        return as_usd(price.input_nano_usd) or "0"

    def get_output_usd_per_million(self, price: ModelPrice) -> str:
        return as_usd(price.output_nano_usd) or "0"


class LoadedOutput(serializers.Serializer[dict[str, object]]):
    """A model in an Ollama's memory. Of its bytes `video_bytes` are the graphics card's; 0 is what
    it does not tell."""

    model = serializers.CharField()
    memory_bytes = serializers.IntegerField()
    video_bytes = serializers.IntegerField()
