"""Asks a provider what a key is worth: by what it lists, then by the smallest answer there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from providers.adapters.asking import all_looks_within
from providers.catalogue.health import Finding, choose_model, find_out
from providers.catalogue.trial_calls import NEVER_WROTE, PERMISSION, Subject, TrialResult
from providers.catalogue.trials import try_models
from providers.errors import Gated, InvalidCredentials, QuotaExhausted, RateLimited
from providers.models import ProviderKey
from providers.protocol import Health
from providers.registry import find_models
from providers.sources import Source

Verdict = ProviderKey.Verdict
MAY_NOT: Final = 403
JUDGE_SECONDS: Final = 2.2  # with what is written down, a person waits for three
LEAST_SECONDS: Final = 0.3  # no model answers sooner
# Who says so knows the key.
TAKEN: Final = (Gated.code, RateLimited.code)


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: ProviderKey.Verdict
    message: str = ""


def judge(source: Source) -> Judgement:
    """Of the one key that the source has. A model is only asked where the key was not refused
    before, and there is time left."""
    with all_looks_within(JUDGE_SECONDS) as deadline:
        finding = find_out(source)
    health = finding.health
    if not health.is_reachable:
        return Judgement(Verdict.UNREACHABLE, health.message)
    if health.is_authorised is False:
        return Judgement(Verdict.INVALID, health.message)
    model = choose_model(source, [ref.name for ref in find_models(source)], finding)
    if not model:
        return _by_lists_alone(health, "It serves no model that could be asked.")
    seconds = deadline.seconds_left()
    if seconds < LEAST_SECONDS:
        return _by_lists_alone(health, "No model was asked: its lists took all the time there is.")
    allowance = replace(PERMISSION, seconds=seconds)
    [result] = try_models([Subject(source, model, allowance=allowance)])
    return _by_answer(result, finding)


def _by_answer(result: TrialResult, finding: Finding) -> Judgement:
    if result.has_succeeded or result.code == NEVER_WROTE:
        return Judgement(Verdict.VALID)
    if result.code in TAKEN:
        return Judgement(Verdict.VALID, result.message)
    if result.code == QuotaExhausted.code:
        return Judgement(Verdict.NO_CREDIT, result.message)
    if result.code == InvalidCredentials.code:
        is_known = result.status == MAY_NOT
        return Judgement(Verdict.NO_PERMISSION if is_known else Verdict.INVALID, result.message)
    return _by_lists_alone(finding.health, result.message)


def _by_lists_alone(health: Health, why: str) -> Judgement:
    """Where no answer tells more: a list that is not for everybody is as good."""
    verdict = Verdict.VALID if health.is_authorised else Verdict.UNKNOWN
    return Judgement(verdict, f"{health.message} {why}".strip())
