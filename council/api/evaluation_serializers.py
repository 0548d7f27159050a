"""What goes out of evaluations that were kept, and of what councils decide by now."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from council.models import Calibration, EvaluationReport

Figures = dict[str, Any]


class IntervalOutput(serializers.Serializer[Figures]):
    low = serializers.FloatField()
    high = serializers.FloatField()


class DifferenceOutput(serializers.Serializer[Figures]):
    member = serializers.CharField()
    accuracy = serializers.FloatField()
    difference = serializers.FloatField()
    interval = IntervalOutput()


class BinOutput(serializers.Serializer[Figures]):
    low = serializers.FloatField()
    high = serializers.FloatField()
    answers = serializers.IntegerField()
    confidence = serializers.FloatField(help_text="On the mean.")
    accuracy = serializers.FloatField()


class ConfidenceOutput(serializers.Serializer[Figures]):
    """Null: unknown, for too few were scored, or all are right or all wrong."""

    auroc = serializers.FloatField(allow_null=True)
    ece_raw = serializers.FloatField()
    ece_calibrated = serializers.FloatField(allow_null=True)
    learned_from = serializers.IntegerField()
    bins = BinOutput(many=True)
    bins_calibrated = BinOutput(many=True)


class StrategyFiguresOutput(serializers.Serializer[Figures]):
    """Shares, not per cent. `to_history`: to the best member by what is learned from."""

    strategy = serializers.CharField()
    are_strengths_known = serializers.BooleanField()
    questions = serializers.IntegerField()
    accuracy = serializers.FloatField()
    interval = IntervalOutput()
    to_history = DifferenceOutput()
    confidence = ConfidenceOutput(allow_null=True, help_text="Null: one voice has no votes.")


class EvaluatedCouncilOutput(serializers.Serializer[Figures]):
    """`oracle`: the share of questions to which any member has the right answer."""

    name = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField())
    oracle = serializers.FloatField()
    strategies = StrategyFiguresOutput(many=True)
    unmeasured = serializers.ListField(child=serializers.CharField())


class TableOutput(serializers.Serializer[Figures]):
    """The first cells of a row, `heads` of them, name it."""

    caption = serializers.CharField()
    note = serializers.CharField()
    headings = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    heads = serializers.IntegerField()


class EvaluationSummary(serializers.ModelSerializer[EvaluationReport]):
    """`kind` of the answers. `scored` and `learned_from` count questions; null where no answer was
    right or wrong."""

    class Meta:
        model = EvaluationReport
        fields = ["id", "name", "kind", "task", "seed", "created_at", "scored", "learned_from"]
        read_only_fields = fields


class EvaluationsOutput(serializers.Serializer[dict[str, object]]):
    results = EvaluationSummary(many=True)
    next = serializers.CharField(allow_null=True)


class EvaluationOutput(EvaluationSummary):
    """`councils` is empty where no answer was right or wrong; `tables` tell all that was found."""

    councils = EvaluatedCouncilOutput(many=True)
    tables = TableOutput(many=True)

    class Meta(EvaluationSummary.Meta):
        fields = [*EvaluationSummary.Meta.fields, "command", "councils", "tables"]
        read_only_fields = fields


class LearnedStrengthOutput(serializers.Serializer[dict[str, object]]):
    """`accuracy` is null while too few were scored to know."""

    language_model = serializers.CharField()
    kind = serializers.CharField(source="strength.kind")
    accuracy = serializers.FloatField(source="strength.accuracy", allow_null=True)
    right = serializers.IntegerField(source="strength.together.right")
    scored = serializers.IntegerField(source="strength.together.scored")
    by_people = serializers.IntegerField(source="strength.feedback.scored", help_text="Of these.")
    measured_at = serializers.DateTimeField(source="strength.measured_at")


class StepOutput(serializers.Serializer[Figures]):
    """From `low` to `high` of the votes: how often such answers were right, of how many."""

    low = serializers.FloatField()
    high = serializers.FloatField()
    probability = serializers.FloatField()
    scored = serializers.IntegerField()


class LearnedCalibrationOutput(serializers.ModelSerializer[Calibration]):
    """`council`: empty where it holds for every one. `set_name`: empty where people told it."""

    steps = StepOutput(many=True)

    class Meta:
        model = Calibration
        fields = [
            "council", "kind", "set_name", "are_strengths_known", "steps", "scored", "measured_at",
        ]  # fmt: skip
        read_only_fields = fields


class LearnedOutput(serializers.Serializer[dict[str, object]]):
    strengths = LearnedStrengthOutput(many=True)
    calibrations = LearnedCalibrationOutput(many=True)
    fewest = serializers.IntegerField(help_text="Questions, before anything is known.")
