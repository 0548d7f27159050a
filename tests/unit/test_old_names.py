"""Names of old notes and tutorials explain themselves."""

from __future__ import annotations

import pytest

from providers.catalogue.old_names import find_old_name
from providers.model_registry import MODEL_REGISTRY

OLD = (
    "mistralai/Mistral-7B-Instruct-v0.1",
    "mistralai/Mistral-7B-Instruct-v0.2",
    "meta-llama/Llama-2-7b-chat-hf",
    "meta-llama/Llama-2-13b-chat-hf",
    "meta-llama/Llama-2-70b-chat-hf",
    "meta-llama/Llama-3.2-1B-Instruct",
    "google/gemma-7b",
    "google/gemma-7b-it",
    "microsoft/Phi-2",
    "microsoft/phi-2",
    "microsoft/Phi-3-mini-4k-instruct",
    "HuggingFaceH4/zephyr-7b-beta",
    "google/flan-t5-base",
    "google/flan-t5-xxl",
    "microsoft/DialoGPT-small",
    "microsoft/DialoGPT-medium",
    "microsoft/DialoGPT-large",
    "gpt2",
    "gpt2-medium",
    "openai-community/gpt2-xl",
    "distilgpt2",
    "bigscience/bloom-560m",
    "EleutherAI/gpt-neo-1.3B",
    "EleutherAI/gpt-j-6B",
    "EleutherAI/gpt-neox-20b",
    "tiiuae/falcon-7b-instruct",
    "Salesforce/codegen-350M-mono",
    "bigcode/starcoder",
    "huggingface/CodeBERTa-small-v1",
    "google/pegasus-xsum",
    "facebook/bart-large-cnn",
    "deepset/roberta-base-squad2",
    "sentence-transformers/all-MiniLM-L6-v2",
    "cardiffnlp/twitter-roberta-base-sentiment-latest",
    "katanemo/Arch-Router-1.5B:hf-inference",
    "gemini-pro",
    "gemini-1.5-flash",
    "gemini-2.0-flash",
    "gemini-2.5-pro",
    "text-embedding-004",
)


@pytest.mark.parametrize("name", OLD)
def test_an_old_name_says_what_became_of_it(name: str) -> None:
    old = find_old_name(name)
    assert old
    assert old.fate.endswith(".")


@pytest.mark.parametrize("name", ["huggingface:google/flan-t5-xxl", "gemini:gemini-pro"])
def test_the_provider_may_stand_before_it(name: str) -> None:
    assert find_old_name(name)


@pytest.mark.parametrize("name", ["", ":", "gemini-2.5-flash-lite", "ollama:gemma4", "gpt-oss:20b"])
def test_a_name_of_today_is_none(name: str) -> None:
    assert find_old_name(name) is None


def test_nothing_that_we_ship_is_an_old_name() -> None:
    assert [model.name for model in MODEL_REGISTRY if find_old_name(model.name)] == []
