"""What comes in to have models compared and tested, and what goes out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.inputs import MostCostField, NoOtherFields
from providers.comparison.asking import ModelResult
from providers.comparison.comparing import Comparison
from providers.model_tests.cases import MOST_MATCHERS, Case, read_case
from providers.model_tests.errors import BadCase
from providers.model_tests.testing import CaseResult, CaseTally
from providers.money import as_usd
from providers.side_by_side import ONE_ANSWER_SECONDS
from providers.stored_keys import is_rehearsal

MOST_MODELS = 10
MOST_CASES = 20
MOST_ANSWERS = 60  # of all models to all cases
MOST_SECONDS = 120


class AskedModelsInput(NoOtherFields):
    models = serializers.ListField(
        child=serializers.CharField(max_length=260),
        min_length=1,
        max_length=MOST_MODELS,
        help_text="Names as `provider:name`; behind a router also `provider:name:host`.",
    )
    max_cost_usd = MostCostField(
        help_text="What all attempts together may cost; models without a known price fail then.",
    )
    deadline_seconds = serializers.IntegerField(
        required=False,
        default=int(ONE_ANSWER_SECONDS),
        min_value=1,
        max_value=MOST_SECONDS,
        help_text="What each answer may take, retries included.",
    )


class ComparisonInput(AskedModelsInput):
    query = serializers.CharField(
        max_length=settings.MAX_QUERY_CHARACTERS,
        error_messages={
            **dict.fromkeys(("blank", "required", "null"), "Write a query."),
            "max_length": "The query is longer than {max_length} characters; shorten it.",
        },
    )


class MatcherInput(serializers.Serializer[dict[str, object]]):
    """One of these. `contains`, `any_of` and `word` do not tell capitals from small letters."""

    contains = serializers.CharField(required=False)
    any_of = serializers.ListField(child=serializers.CharField(), required=False)
    word = serializers.CharField(required=False, help_text="Not as a part of another word.")
    regex = serializers.CharField(required=False, help_text="Anywhere in the answer.")
    min_length = serializers.IntegerField(required=False, min_value=1)
    json_schema = serializers.DictField(required=False, help_text="JSON Schema 2020-12.")


class CaseInput(serializers.Serializer[dict[str, object]]):
    """An answer passes if it matches all of `match`."""

    id = serializers.CharField()
    prompt = serializers.CharField()
    match = serializers.ListField(child=MatcherInput(), min_length=1, max_length=MOST_MATCHERS)


@extend_schema_field(CaseInput)
class CaseField(serializers.Field[Case, object, object, Case]):
    def to_internal_value(self, data: object) -> Case:
        try:
            return read_case(data)
        except BadCase as error:
            raise serializers.ValidationError(str(error)) from error


class CasesInput(AskedModelsInput):
    cases = serializers.ListField(child=CaseField(), min_length=1, max_length=MOST_CASES)

    def validate_cases(self, cases: list[Case]) -> list[Case]:
        ids = [case.id for case in cases]
        if doubles := sorted({name for name in ids if ids.count(name) > 1}):
            raise serializers.ValidationError(f"More than one case is named {doubles[0]!r}.")
        return cases

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        answers = len(attrs["models"]) * len(attrs["cases"])
        if answers > MOST_ANSWERS:
            message = (
                f"That is {answers} answers, and {MOST_ANSWERS} is the most in one call: send "
                "fewer cases or models, or use `manage.py test_models`."
            )
            raise serializers.ValidationError({"cases": [message]})
        return attrs


class ModelResultOutput(serializers.Serializer[ModelResult]):
    """What came of one model. The seconds run from the asking, waits and retries included; null is
    what nobody knows. Tokens and cost are those of all attempts; `"0"` is free. `answered_by`:
    with the host, where a router chose one."""

    model = serializers.CharField(help_text="provider:name")
    answered_by = serializers.SerializerMethodField()
    has_succeeded = serializers.BooleanField()
    text = serializers.CharField()
    is_partial = serializers.BooleanField()
    code = serializers.CharField()
    message = serializers.CharField()
    seconds = serializers.SerializerMethodField()
    first_token_seconds = serializers.SerializerMethodField()
    tokens_per_second = serializers.SerializerMethodField()
    input_tokens = serializers.IntegerField(source="usage.input_tokens")
    output_tokens = serializers.IntegerField(source="usage.output_tokens")
    is_estimated = serializers.BooleanField(source="usage.is_estimated")
    cost_usd = serializers.SerializerMethodField()
    attempts = serializers.IntegerField()

    def get_answered_by(self, result: ModelResult) -> str | None:
        return result.answered_by or None

    def get_seconds(self, result: ModelResult) -> float:
        return round(result.seconds, 3)

    def get_first_token_seconds(self, result: ModelResult) -> float | None:
        return _rounded(result.first_token_seconds)

    def get_tokens_per_second(self, result: ModelResult) -> float | None:
        return _rounded(result.tokens_per_second)

    def get_cost_usd(self, result: ModelResult) -> str | None:
        return as_usd(result.cost_nano_usd)


class BestOutput(serializers.Serializer[Comparison]):
    """Of those who answered; null where nobody did. `longest` by letters, `cheapest` of those whose
    cost is known, null where all cost the same. All but `first_to_speak` of whole answers only."""

    fastest = serializers.CharField(allow_null=True)
    first_to_speak = serializers.CharField(allow_null=True)
    longest = serializers.CharField(allow_null=True)
    cheapest = serializers.CharField(allow_null=True)


class ToldOutput(serializers.Serializer[Any]):
    """`id` is the trace of the attempts; `rehearsal`: nobody real was asked."""

    id = serializers.UUIDField()
    rehearsal = serializers.SerializerMethodField()

    def get_rehearsal(self, _: object) -> bool:
        return is_rehearsal()


class ComparisonOutput(ToldOutput):
    """The fastest first, those who failed last."""

    summary = BestOutput(source="*")
    results = ModelResultOutput(many=True)


class TallyOutput(serializers.Serializer[CaseTally]):
    """`success_rate`: the share of what was asked that was answered at all; `pass_rate`: the share
    of the answers that passed, null where there was none."""

    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    passed = serializers.IntegerField()
    success_rate = serializers.SerializerMethodField()
    pass_rate = serializers.SerializerMethodField()

    def get_success_rate(self, tally: CaseTally) -> float | None:
        return _rounded(tally.success_rate)

    def get_pass_rate(self, tally: CaseTally) -> float | None:
        return _rounded(tally.pass_rate)


class NamedTallyOutput(TallyOutput):
    name = serializers.CharField()


class CaseResultOutput(serializers.Serializer[CaseResult]):
    """`has_passed` is null where there is no answer; `misses` say why one does not pass."""

    case = serializers.CharField()
    has_passed = serializers.BooleanField(allow_null=True)
    misses = serializers.ListField(child=serializers.CharField())
    result = ModelResultOutput()


class CaseReportOutput(ToldOutput):
    total = TallyOutput()
    by_model = NamedTallyOutput(many=True)
    by_case = NamedTallyOutput(many=True)
    results = CaseResultOutput(many=True)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
