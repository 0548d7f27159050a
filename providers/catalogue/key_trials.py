"""Asks a provider what a key is worth: by what it lists, then by the smallest answer there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from providers.adapters.asking import all_looks_within
from providers.catalogue.health import Finding, choose_model, find_out
from providers.catalogue.trial_calls import PERMISSION, Subject, TrialResult
from providers.catalogue.trial_verdicts import Verdict as Found
from providers.catalogue.trials import try_models
from providers.models import ProviderKey
from providers.protocol import Health
from providers.registry import find_models
from providers.sources import Source

Verdict = ProviderKey.Verdict
JUDGE_SECONDS: Final = 2.2  # with what is written down, a person waits for three
LEAST_SECONDS: Final = 0.3  # no model answers sooner
# What is found of the model, where it tells something of the key.
OF_KEYS: Final = {
    Found.WORKS: Verdict.VALID,
    Found.SILENT: Verdict.VALID,
    # Who says so knows the key.
    Found.GATED: Verdict.VALID,
    Found.RATE_LIMITED: Verdict.VALID,
    Found.NO_CREDIT: Verdict.NO_CREDIT,
    Found.KEY_REFUSED: Verdict.INVALID,
    Found.NO_PERMISSION: Verdict.NO_PERMISSION,
}


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
    [result] = try_models([Subject(source, model, allowance)])
    return _by_answer(result, finding)


def _by_answer(result: TrialResult, finding: Finding) -> Judgement:
    if result.verdict is Found.SILENT:
        return Judgement(Verdict.VALID)
    if verdict := OF_KEYS.get(result.verdict):
        return Judgement(verdict, result.message)
    return _by_lists_alone(finding.health, result.message)


def _by_lists_alone(health: Health, why: str) -> Judgement:
    """Where no answer tells more: a list that is not for everybody is as good."""
    verdict = Verdict.VALID if health.is_authorised else Verdict.UNKNOWN
    return Judgement(verdict, f"{health.message} {why}".strip())
