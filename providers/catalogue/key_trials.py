"""Asks a provider what a key is worth: by what it lists, then by the smallest answer there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from providers.adapters.asking import all_looks_within
from providers.catalogue.health import Finding, choose_model, find_out
from providers.catalogue.trial_calls import PERMISSION, Subject, TrialResult
from providers.catalogue.trial_verdicts import TrialVerdict
from providers.catalogue.trials import try_models
from providers.models import ProviderKey
from providers.protocol import Health
from providers.registry import find_models
from providers.sources import Source

KeyVerdict = ProviderKey.Verdict
ALL_SECONDS: Final = 2.2  # with what is written down, a person waits for three
LEAST_SECONDS: Final = 0.3  # no model answers sooner
# What is found of the model, where it tells something of the key.
OF_KEYS: Final = {
    TrialVerdict.WORKS: KeyVerdict.VALID,
    TrialVerdict.SILENT: KeyVerdict.VALID,
    # Who says so knows the key.
    TrialVerdict.GATED: KeyVerdict.VALID,
    TrialVerdict.RATE_LIMITED: KeyVerdict.VALID,
    TrialVerdict.NO_CREDIT: KeyVerdict.NO_CREDIT,
    TrialVerdict.KEY_REFUSED: KeyVerdict.INVALID,
    TrialVerdict.NO_PERMISSION: KeyVerdict.NO_PERMISSION,
}


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """`was_asked`: of a key that cannot be opened nobody was."""

    verdict: KeyVerdict
    message: str = ""
    was_asked: bool = True


def ask_about(source: Source) -> KeyFinding:
    """Of the one key that the source has. A model is only asked where the key was not refused
    before, and there is time left."""
    with all_looks_within(ALL_SECONDS) as deadline:
        finding = find_out(source)
    health = finding.health
    if not health.is_reachable:
        return KeyFinding(KeyVerdict.UNREACHABLE, health.message)
    if health.is_authorised is False:
        return KeyFinding(KeyVerdict.INVALID, health.message)
    model = choose_model(source, [ref.name for ref in find_models(source)], finding)
    if not model:
        return _by_lists_alone(health, "It serves no model that could be asked.")
    seconds = deadline.seconds_left()
    if seconds < LEAST_SECONDS:
        return _by_lists_alone(health, "No model was asked: its lists took all the time there is.")
    allowance = replace(PERMISSION, seconds=seconds)
    [result] = try_models([Subject(source, model, allowance)])
    return _by_answer(result, finding)


def _by_answer(result: TrialResult, finding: Finding) -> KeyFinding:
    if result.verdict is TrialVerdict.SILENT:
        return KeyFinding(KeyVerdict.VALID)
    if verdict := OF_KEYS.get(result.verdict):
        return KeyFinding(verdict, result.message)
    return _by_lists_alone(finding.health, result.message)


def _by_lists_alone(health: Health, why: str) -> KeyFinding:
    """Where no answer tells more: a list that is not for everybody is as good."""
    verdict = KeyVerdict.VALID if health.is_authorised else KeyVerdict.UNKNOWN
    return KeyFinding(verdict, f"{health.message} {why}".strip())
