"""Examines the way to each provider, as far as a real answer where it may spend one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from providers.catalogue import BRINGS_ITS_OWN_MODELS, listed_as
from providers.compatible_servers import compatible_servers
from providers.errors import ProviderError
from providers.health import Finding, find_out
from providers.protocol import (
    Deadline,
    Message,
    ModelCall,
)
from providers.registry import (
    GEMINI,
    HUGGINGFACE,
    OLLAMA,
    Source,
    adapter_for,
    find_models,
    find_sources,
)

QUESTION = Message("user", "Count from one to five.")
MAX_TOKENS = 16
TRIAL_SECONDS = 90.0

HOW_TO_CONFIGURE = {
    HUGGINGFACE: "Set HF_TOKEN: make one at https://huggingface.co/settings/tokens with the "
    "permission “Make calls to Inference Providers”.",
    GEMINI: "Set GEMINI_API_KEY: make one at https://aistudio.google.com/apikey.",
}
KEY_VARIABLES = {HUGGINGFACE: "HF_TOKEN", GEMINI: "GEMINI_API_KEY"}


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
    patients = [(s, [model.name for model in find_models(s)]) for s in find_sources()]
    if not patients:
        return []
    with ThreadPoolExecutor(len(patients)) as pool:
        return list(pool.map(partial(_examine, may_spend=may_spend), *zip(*patients, strict=True)))


def _examine(source: Source, models: Sequence[str], *, may_spend: bool) -> Diagnosis:
    if not source.is_configured:
        return Diagnosis(source.name, is_configured=False, advice=_how_to_configure(source))
    finding = find_out(source)
    health = finding.health
    model = _choose_model(source, models, finding)
    diagnosis = Diagnosis(
        source.name,
        is_configured=True,
        is_reachable=health.is_reachable,
        is_authorised=health.is_authorised,
        model=model,
        code=health.code,
        advice=_advise(source, finding, model),
    )
    return _try(source, diagnosis) if may_spend and diagnosis.can_answer else diagnosis


def _try(source: Source, diagnosis: Diagnosis) -> Diagnosis:
    """Ask for a few words."""
    call = ModelCall(diagnosis.model, (QUESTION,), MAX_TOKENS)
    adapter = adapter_for(source)
    started = time.monotonic()
    deadline = Deadline(
        ends_at=started + TRIAL_SECONDS,
        first_text_seconds=adapter.first_text_seconds,
    )
    arrivals: list[float] = []
    has_finish = False
    try:
        for delta in adapter.stream(call, source.key, deadline):
            if delta.text or delta.reasoning:
                arrivals.append(time.monotonic() - started)
            has_finish = has_finish or delta.finish is not None
    except ProviderError as error:
        refused = replace(diagnosis, generates=False, code=error.code)
        return replace(refused, advice=f"{diagnosis.model}: {error.message}")
    generates = has_finish and bool(arrivals)
    return replace(
        diagnosis,
        is_authorised=True if generates else diagnosis.is_authorised,
        generates=generates,
        streams=len(arrivals) > 1,
        first_token_seconds=round(arrivals[0], 3) if arrivals else None,
        advice=diagnosis.advice if generates else f"{diagnosis.model} wrote nothing.",
    )


def _choose_model(source: Source, models: Sequence[str], finding: Finding) -> str:
    """The first of ours that the provider lists; else, where its models are its own, the first."""
    if not finding.health.is_reachable:
        return ""
    if finding.catalogue is None:
        return next(iter(models), "")
    listed = [entry.model for entry in finding.catalogue if entry.is_served and entry.can_chat]
    names = [listed_as(source.adapter, model, listed) for model in models]
    others = listed if source.adapter in BRINGS_ITS_OWN_MODELS else []
    return next((name for name in [*names, *others] if name in listed), "")


def _how_to_configure(source: Source) -> str:
    server = compatible_servers().get(source.name)
    if server and source.base_url:
        return f"Set {server.key_variable}: OPENAI_COMPATIBLE names it as this provider's key."
    return HOW_TO_CONFIGURE.get(source.adapter, "It has no address: set it in OPENAI_COMPATIBLE.")


def _advise(source: Source, finding: Finding, model: str) -> str:
    health = finding.health
    if not health.is_reachable:
        return f"{health.message} {_how_to_reach(source)}"
    if health.is_authorised is False:
        variable = KEY_VARIABLES.get(source.adapter, "its key")
        return f"{health.message} Set {variable} to a key that is valid."
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
