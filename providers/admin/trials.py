"""In the admin: testing a model, looking whether it is ready, and enabling one that failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from providers.admin.read_only import ReadOnlyAdmin
from providers.admin.selecting import take_few
from providers.admin.shown import UNKNOWN, in_dollars, model_asked, moment, yes_or_no
from providers.catalogue.condition import Condition
from providers.catalogue.readiness_sync import look_at_model
from providers.catalogue.substitutes import explain
from providers.catalogue.trial_calls import TOKEN, Refusal, Subject, TrialResult
from providers.catalogue.trial_verdicts import TrialVerdict, verdict_of
from providers.catalogue.trials import last_trial, rehearse_models, try_models
from providers.models import Host, LanguageModel, Trial
from providers.money import as_usd
from providers.registry import known_as
from providers.sources import source_of
from providers.stored_keys import is_rehearsal

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[LanguageModel]
    _LanguageModelAdmin = admin.ModelAdmin[LanguageModel]
else:  # not generic while running
    _ModelForm = forms.ModelForm
    _LanguageModelAdmin = admin.ModelAdmin


class LanguageModelForm(_ModelForm):
    """To enable a model whose last test failed takes a word more."""

    enable_anyway = forms.BooleanField(
        required=False,
        label="Enable it although its last test failed",
        help_text="Only asked for where that is so; the history says that you confirmed it.",
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.is_enabling and not self.cleaned_data.get("enable_anyway"):
            failed = self.failed_trial
            if failed:
                self.add_error("enable_anyway", f"Its last test failed: {told(failed)} Confirm it.")
        return cleaned

    @property
    def is_enabling(self) -> bool:
        has_changed = "is_enabled" in self.changed_data
        return bool(self.instance.pk and has_changed and self.cleaned_data.get("is_enabled"))

    @property
    def failed_trial(self) -> Trial | None:
        trial = last_trial(
            LanguageModel.objects.select_related("provider").get(pk=self.instance.pk)
        )
        return trial if trial and not trial.has_succeeded else None


class TrialActions(_LanguageModelAdmin):
    """What LanguageModelAdmin does about trials and readiness."""

    form = LanguageModelForm

    def tell_of_names(self, request: HttpRequest, row: LanguageModel) -> None:
        """An old name may be added, but not without having been told what became of it."""
        if explanation := explain(row.name):
            messages.warning(request, explanation.message)

    def log_enabling(
        self, request: HttpRequest, row: LanguageModel, form: forms.ModelForm[Any]
    ) -> None:
        """Who confirmed it stands in the history of the model."""
        if (
            isinstance(form, LanguageModelForm)
            and form.is_enabling
            and (failed := form.failed_trial)
        ):
            self.log_change(request, row, f"Enabled although its last test failed: {told(failed)}")

    @admin.action(description="Test", permissions=["change"])
    def test(self, request: HttpRequest, chosen: QuerySet[LanguageModel]) -> None:
        rows = take_few(request, chosen)
        for row, result in zip(rows, _try(rows), strict=True):
            level = messages.SUCCESS if result.has_succeeded else messages.ERROR
            messages.add_message(request, level, describe(row, result))

    @admin.action(
        description="Look whether it is ready (asks for no answer)", permissions=["change"]
    )
    def look(self, request: HttpRequest, chosen: QuerySet[LanguageModel]) -> None:
        for row in take_few(request, chosen):
            found = look_at_model(row)
            if isinstance(found, Refusal):
                messages.error(request, f"{row}: {found.message}")
                continue
            messages.info(request, f"{row}: {found.status.label}. {found.message}".strip())

    def get_queryset(self, request: HttpRequest) -> QuerySet[LanguageModel]:
        trials = Trial.objects.filter(
            provider=OuterRef("provider__name"), model=OuterRef("name"), is_of_key=False
        )
        newest = trials.order_by("-started_at")
        return (
            super()
            .get_queryset(request)
            .annotate(
                tested_at=Subquery(newest.values("started_at")[:1]),
                test_code=Subquery(newest.values("code")[:1]),
            )
        )

    @admin.display(description="last test", ordering="tested_at")
    def last_test(self, row: LanguageModel) -> str:
        tested_at = getattr(row, "tested_at", None)
        if tested_at is None:
            return "never"
        verdict = verdict_of(row.test_code)  # type: ignore[attr-defined]
        return f"{verdict}, {localtime(tested_at):%Y-%m-%d %H:%M}"

    @admin.display(description="readiness")
    def shown_readiness(self, row: LanguageModel) -> str:
        found = Condition().readiness_of(row)
        return " ".join(filter(None, [found.status.label, found.message]))

    @admin.display(description="live traffic")
    def shown_traffic(self, row: LanguageModel) -> str:
        return str(Condition().traffic_of(row))

    @admin.display(description="left alone")
    def shown_state(self, row: LanguageModel) -> str:
        state = Condition().state_of(row)
        if state.status == "closed":
            return "no"
        until = f" until {state.until:%H:%M:%S} UTC" if state.until else ""
        return f"{state.status}{until} ({state.code})"

    @admin.display(description="hosts")
    def shown_hosts(self, row: LanguageModel) -> str:
        return format_html_join(mark_safe("<br>"), "{}", ([line(host)] for host in row.hosts.all()))

    @admin.display(description="strengths")
    def shown_strengths(self, row: LanguageModel) -> str:
        lines = ([str(strength)] for strength in Condition().strengths_of(row))
        return format_html_join(mark_safe("<br>"), "{}", lines) or "unknown"

    @admin.display(description="take instead")
    def substitute(self, row: LanguageModel) -> str:
        return Condition().substitute_of(row) or ""


@admin.register(Trial)
class TrialAdmin(ReadOnlyAdmin):
    list_display = (
        moment("started_at"),
        model_asked,
        yes_or_no("is_of_key", "of a key"),
        "verdict",
        "first_token",
        "took",
        "output_tokens",
        in_dollars("cost_nano_usd", "cost"),
    )
    list_filter = ("provider", "has_succeeded", "is_of_key", "code")
    search_fields = ("model",)
    exclude = ("key_id",)
    readonly_fields = ("key",)

    @admin.display(description="key")
    def key(self, trial: Trial) -> str:
        return known_as(trial.key_id) or UNKNOWN

    @admin.display(description="verdict", ordering="code")
    def verdict(self, trial: Trial) -> str:
        return str(verdict_of(trial.code))

    @admin.display(description="first token", ordering="first_token_seconds")
    def first_token(self, trial: Trial) -> str:
        seconds = trial.first_token_seconds
        return UNKNOWN if seconds is None else f"{seconds:.2f} s"

    @admin.display(description="took", ordering="seconds")
    def took(self, trial: Trial) -> str:
        return f"{trial.seconds:.2f} s"


def line(host: Host) -> str:
    """What the router says of one host, and nothing where it says nothing."""
    price = "free" if host.is_free else ""
    if host.input_nano_usd is not None and host.output_nano_usd is not None:
        price = f"${as_usd(host.input_nano_usd)} in, ${as_usd(host.output_nano_usd)} out"
    facts = [
        "live" if host.is_live else "not live",
        price,
        f"{host.context_tokens:,} tokens" if host.context_tokens else "",
        f"first token {host.first_token_seconds:g} s" if host.first_token_seconds else "",
        f"{host.tokens_per_second:g} tokens/s" if host.tokens_per_second else "",
    ]
    return f"{host.name}: {'; '.join(filter(None, facts))}"


def told(trial: Trial) -> str:
    return f"{verdict_of(trial.code)}, {localtime(trial.started_at):%Y-%m-%d %H:%M}."


def describe(row: LanguageModel, result: TrialResult) -> str:
    """The verdict, how long it took and what it cost, or why. The verdict comes first: Django
    begins a message with a capital, which no name of a model takes."""
    verdict = f"{result.verdict} (rehearsal)" if is_rehearsal() else result.verdict
    if result.verdict is TrialVerdict.NOT_ASKED:
        return f"{verdict}: {row}. {result.message}"
    if not result.has_succeeded:
        return f"{verdict}: {row}, after {result.seconds:.2f} s. {result.message}"
    began = result.first_token_seconds
    first = "it only thought" if began is None else f"first token after {began:.2f} s"
    tokens = f"tokens {result.usage.input_tokens} in, {result.usage.output_tokens} out"
    cost = as_usd(result.cost_nano_usd)
    cost_told = "cost not known" if cost is None else f"${cost}"
    return f"{verdict}: {row}, {result.seconds:.2f} s; {first}, {tokens}, {cost_told}."


def _try(rows: Sequence[LanguageModel]) -> list[TrialResult]:
    """All at once, by the smallest answer there is; a rehearsal asks the understudies."""
    subjects = [Subject(source_of(row.provider), row.name, TOKEN) for row in rows]
    return rehearse_models(subjects) if is_rehearsal() else try_models(subjects)
