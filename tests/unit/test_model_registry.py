"""What the models we ship with promise."""

from __future__ import annotations

import pytest

from providers.adapters.ollama import NUM_CTX
from providers.model_registry import (
    HUGGINGFACE,
    MODEL_REGISTRY,
    OLLAMA,
    PROVIDER_REGISTRY,
    TAGS,
)


def test_hugging_face_offers_fourteen_models_and_more() -> None:
    assert len([model for model in MODEL_REGISTRY if model.provider == HUGGINGFACE]) >= 14


@pytest.mark.parametrize("tag", TAGS)
def test_every_task_has_models_of_two_families_on_one_key(tag: str) -> None:
    families = {m.family for m in MODEL_REGISTRY if m.provider == HUGGINGFACE and tag in m.tags}
    assert len(families) >= 2


def test_no_model_is_shipped_twice() -> None:
    refs = [str(model.as_ref()) for model in MODEL_REGISTRY]
    assert len(refs) == len(set(refs))


def test_every_model_has_a_known_provider_known_tags_and_a_label() -> None:
    names = {provider.name for provider in PROVIDER_REGISTRY}
    for model in MODEL_REGISTRY:
        assert model.provider in names
        assert model.tags
        assert set(model.tags) <= set(TAGS)
        assert model.label
        assert model.family


def test_a_hugging_face_name_carries_no_routing_suffix() -> None:
    assert not [m.name for m in MODEL_REGISTRY if m.provider == HUGGINGFACE and ":" in m.name]


def test_an_ollama_model_reads_no_more_than_the_adapter_has_it_load() -> None:
    contexts = {m.context_tokens for m in MODEL_REGISTRY if m.provider == OLLAMA}
    assert contexts == {NUM_CTX}
