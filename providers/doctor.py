"""Examines the way to each provider, as far as a real answer where it may spend one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from django.db import OperationalError, ProgrammingError

from providers.catalogue.health import Finding, choose_model, find_out
from providers.catalogue.likeness import nearest_shipped
from providers.catalogue.listing import BRINGS_ITS_OWN_MODELS
from providers.catalogue.readiness import from_listing, names_of
from providers.catalogue.traffic import recent_traffic, together
from providers.catalogue.trial_calls import SENTENCE, Subject, TrialResult
from providers.catalogue.trials import try_models
from providers.compatible_servers import compatible_servers
from providers.errors import Empty
from providers.model_registry import MODEL_REGISTRY
from providers.registry import find_models, find_sources
from providers.sources import GEMINI, HUGGINGFACE, OLLAMA, Source

HOW_TO_CONFIGURE = {
    HUGGINGFACE: "Set HF_TOKEN: make one at https://huggingface.co/settings/tokens with the "
    "permission “Make calls to Inference Providers”.",
    GEMINI: "Set GEMINI_API_KEY: make one at https://aistudio.google.com/apikey.",
}
OR_SAVE_IT = "Or save one in the admin."
KEY_VARIABLES = {HUGGINGFACE: "HF_TOKEN", GEMINI: "GEMINI_API_KEY"}


@dataclass(frozen=True, slots=True)
class Missing:
    """A model of ours that this provider does not serve today, and who is nearest to it."""

    model: str
    instead: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """None where nothing was found out. `advice` says what to mend, if anything."""

    provider: str
    is_configured: bool
    is_reachable: bool | None = None
    is_authorised: bool | None = None
    model: str = ""
    generates: bool | None = None
    streams: bool | None = None
    first_token_seconds: float | None = None
    code: str = ""
    advice: str = ""
    readiness: str = ""
    traffic: str = ""
    not_served: tuple[Missing, ...] = ()

    @property
    def can_answer(self) -> bool:
        return bool(
            self.is_reachable
            and self.is_authorised is not False
            and self.model
            and self.generates is not False
        )


def examine_providers(*, may_spend: bool) -> list[Diagnosis]:
    """One diagnosis for each provider. Needs no tables, nor a running stack."""
    sources = find_sources()
    if not sources:
        return []
    models = [[model.name for model in find_models(source)] for source in sources]
    with ThreadPoolExecutor(len(sources)) as pool:
        found = list(pool.map(_examine, sources, models))
    traffic = _traffic()
    diagnoses = [replace(one, traffic=traffic.get(one.provider, "")) for one in found]
    return _try(sources, diagnoses) if may_spend else diagnoses


def _traffic() -> dict[str, str]:
    """By provider, what live traffic of the last day tells; nothing without tables."""
    try:
        models = recent_traffic()
    except (OperationalError, ProgrammingError):
        return {}
    providers = {name.partition(":")[0] for name in models}
    return {
        provider: str(together(t for name, t in models.items() if name.startswith(f"{provider}:")))
        for provider in providers
    }


def _try(sources: Sequence[Source], diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Ask one model of each provider that can answer for one sentence."""
    subjects = {
        diagnosis.provider: Subject(source, diagnosis.model, SENTENCE)
        for source, diagnosis in zip(sources, diagnoses, strict=True)
        if diagnosis.can_answer
    }
    results = dict(zip(subjects, try_models(list(subjects.values())), strict=True))
    return [
        _with(diagnosis, results[diagnosis.provider])
        if diagnosis.provider in results
        else diagnosis
        for diagnosis in diagnoses
    ]


def _with(diagnosis: Diagnosis, result: TrialResult) -> Diagnosis:
    if result.is_ours:
        return replace(diagnosis, advice=result.message)
    if result.code and result.code != Empty.code:
        refused = replace(diagnosis, generates=False, code=result.code)
        return replace(refused, advice=f"{diagnosis.model}: {result.message}")
    return replace(
        diagnosis,
        is_authorised=True if result.has_succeeded else diagnosis.is_authorised,
        generates=result.has_succeeded,
        streams=result.streams,
        first_token_seconds=result.first_token_seconds,
        advice=diagnosis.advice if result.has_succeeded else f"{diagnosis.model} wrote nothing.",
    )


def _examine(source: Source, models: Sequence[str]) -> Diagnosis:
    if not source.is_configured:
        return Diagnosis(source.name, is_configured=False, advice=_how_to_configure(source))
    finding = find_out(source)
    health = finding.health
    model = choose_model(source, models, finding)
    return Diagnosis(
        source.name,
        is_configured=True,
        is_reachable=health.is_reachable,
        is_authorised=health.is_authorised,
        model=model,
        code=health.code,
        advice=_advise(source, finding, model),
        readiness=_readiness(finding, model),
        not_served=_missing(source, finding),
    )


def _readiness(finding: Finding, model: str) -> str:
    """Of the model that would be asked, by what the provider lists."""
    entry = next((e for e in finding.catalogue or () if e.model == model), None)
    if entry is None:
        return ""
    return str(from_listing(entry, is_gated=None, loaded=names_of(finding.loaded)).status)


def _missing(source: Source, finding: Finding) -> tuple[Missing, ...]:
    """Ours that are not served, and the nearest of ours that are. An Ollama has what was pulled."""
    if finding.catalogue is None or source.adapter in BRINGS_ITS_OWN_MODELS:
        return ()
    listed = {entry.model for entry in finding.catalogue if entry.is_served and entry.can_chat}
    shipped = [model for model in MODEL_REGISTRY if model.provider == source.name]
    served = [model for model in shipped if model.name in listed]
    gone = [model for model in shipped if model.name not in listed]
    return tuple(Missing(model.name, nearest_shipped(model, served)) for model in gone)


def _how_to_configure(source: Source) -> str:
    server = compatible_servers().get(source.name)
    if server and source.base_url:
        named = f"Set {server.key_variable}: OPENAI_COMPATIBLE names it as this provider's key."
        return f"{named} {OR_SAVE_IT}"
    how = HOW_TO_CONFIGURE.get(source.adapter)
    return f"{how} {OR_SAVE_IT}" if how else "It has no address: set it in OPENAI_COMPATIBLE."


def _advise(source: Source, finding: Finding, model: str) -> str:
    health = finding.health
    if not health.is_reachable:
        return f"{health.message} {_how_to_reach(source)}"
    if health.is_authorised is False:
        variable = KEY_VARIABLES.get(source.adapter, "its key")
        return f"{health.message} Set {variable} to a key that is valid. {OR_SAVE_IT}"
    if finding.catalogue is None:
        return health.message or "Its list of models could not be read."
    if not model and source.adapter == OLLAMA:
        return "It has no model that writes: `ollama pull llama3.2:3b`."
    if not model:
        return "It serves none of the models we know: add one in the admin."
    return health.message


def _how_to_reach(source: Source) -> str:
    if source.adapter == OLLAMA:
        return "Start it (`ollama serve`), or set OLLAMA_HOST."
    return "Check its address and the network."
