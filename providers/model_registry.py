"""MODEL_REGISTRY: the providers and models we ship with, by task. `sync_registry` brings it into
the database, where an operator may change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.ollama import Ollama
from providers.protocol import ModelRef

REASONING: Final = "reasoning"
CREATIVE: Final = "creative"
FACT_CHECKING: Final = "fact_checking"
CODE: Final = "code"
FAST: Final = "fast"

TAGS: Final[dict[str, str]] = {
    REASONING: "Reasoning",
    CREATIVE: "Creative writing",
    FACT_CHECKING: "Fact-checking",
    CODE: "Code",
    FAST: "Fast",
}

HUGGINGFACE: Final = "huggingface"
OLLAMA: Final = "ollama"
GEMINI: Final = "gemini"


@dataclass(frozen=True, slots=True)
class ShippedProvider:
    """`adapter` is one of `Provider.Adapter`."""

    name: str
    label: str
    adapter: str


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """`name` is the provider's own, without a routing suffix."""

    provider: str
    name: str
    label: str
    family: str
    context_tokens: int
    tags: tuple[str, ...]

    def as_ref(self) -> ModelRef:
        return ModelRef(self.provider, self.name, self.label, self.family, self.context_tokens)


PROVIDER_REGISTRY: Final = (
    ShippedProvider(HUGGINGFACE, "Hugging Face", HuggingFace.name),
    ShippedProvider(OLLAMA, "Ollama", Ollama.name),
    ShippedProvider(GEMINI, "Google Gemini", Gemini.name),
)

# The router chooses among hosts that allow different lengths, and the smallest counts: so no
# more than 128k is promised, where the model itself could read more; 16k and 64k are what the
# smallest hosts of the two Llamas allow. https://huggingface.co/docs/inference-providers
_128K: Final = 131_072
_64K: Final = 65_536
_32K: Final = 32_768
_16K: Final = 16_384
# What the adapter has Ollama load; the models could read more.
_8K: Final = 8_192
# https://ai.google.dev/gemini-api/docs/models
_1M: Final = 1_048_576

_HUGGINGFACE_MODELS: Final = (
    ("openai/gpt-oss-120b", "GPT-OSS 120B", "gpt-oss", _128K, (REASONING, FACT_CHECKING, CODE)),
    ("openai/gpt-oss-20b", "GPT-OSS 20B", "gpt-oss", _128K, (FAST, REASONING)),
    ("zai-org/GLM-5.2", "GLM 5.2", "glm", _128K, (REASONING, CREATIVE, CODE)),
    ("deepseek-ai/DeepSeek-V4-Pro", "DeepSeek V4 Pro", "deepseek", _128K, (REASONING, CODE)),
    ("moonshotai/Kimi-K3", "Kimi K3", "kimi", _128K, (REASONING, CREATIVE)),
    ("google/gemma-4-31B-it", "Gemma 4 31B", "gemma", _128K, (CREATIVE, FACT_CHECKING)),
    (
        "meta-llama/Llama-3.3-70B-Instruct",
        "Llama 3.3 70B",
        "llama",
        _64K,
        (CREATIVE, FACT_CHECKING),
    ),
    (
        "Qwen/Qwen3-235B-A22B-Instruct-2507",
        "Qwen3 235B",
        "qwen",
        _128K,
        (CREATIVE, REASONING),
    ),
    (
        "CohereLabs/command-a-reasoning-08-2025",
        "Command A Reasoning",
        "command",
        _128K,
        (FACT_CHECKING, REASONING),
    ),
    (
        "Qwen/Qwen3-235B-A22B-Thinking-2507",
        "Qwen3 235B Thinking",
        "qwen",
        _128K,
        (REASONING,),
    ),
    ("moonshotai/Kimi-K2-Instruct-0905", "Kimi K2", "kimi", _128K, (CREATIVE,)),
    ("CohereLabs/c4ai-command-a-03-2025", "Command A", "command", _128K, (FACT_CHECKING,)),
    ("Qwen/Qwen3-Coder-480B-A35B-Instruct", "Qwen3 Coder 480B", "qwen", _128K, (CODE,)),
    (
        "deepseek-ai/DeepSeek-V4-Flash-0731",
        "DeepSeek V4 Flash",
        "deepseek",
        _128K,
        (CODE, FAST),
    ),
    ("moonshotai/Kimi-K2.7-Code", "Kimi K2.7 Code", "kimi", _128K, (CODE,)),
    ("MiniMaxAI/MiniMax-M3", "MiniMax M3", "minimax", _128K, (CODE, REASONING)),
    ("meta-llama/Llama-3.1-8B-Instruct", "Llama 3.1 8B", "llama", _16K, (FAST,)),
    ("Qwen/Qwen3-4B-Instruct-2507", "Qwen3 4B", "qwen", _32K, (FAST,)),
    ("google/gemma-4-26B-A4B-it", "Gemma 4 26B", "gemma", _128K, (FAST, CREATIVE)),
    ("zai-org/GLM-4.7-Flash", "GLM 4.7 Flash", "glm", _128K, (FAST,)),
)

_OLLAMA_MODELS: Final = (
    ("gemma4", "Gemma 4", "gemma", _8K, (CREATIVE, FACT_CHECKING)),
    ("gpt-oss:20b", "GPT-OSS 20B", "gpt-oss", _8K, (REASONING, CODE)),
    ("qwen3:8b", "Qwen3 8B", "qwen", _8K, (REASONING, CODE, FAST)),
    ("llama3.1:8b", "Llama 3.1 8B", "llama", _8K, (CREATIVE, FACT_CHECKING, FAST)),
    ("llama3.2:3b", "Llama 3.2 3B", "llama", _8K, (FAST,)),
    ("deepseek-r1:8b", "DeepSeek R1 8B", "deepseek", _8K, (REASONING,)),
)

# In the order of their free allowance, the largest first.
_GEMINI_MODELS: Final = (
    ("gemini-3.1-flash-lite", "Gemini 3.1 Flash-Lite", "gemini", _1M, (FAST, CREATIVE)),
    (
        "gemini-3.5-flash",
        "Gemini 3.5 Flash",
        "gemini",
        _1M,
        (REASONING, CREATIVE, FACT_CHECKING),
    ),
    (
        "gemini-3.8-flash",
        "Gemini 3.8 Flash",
        "gemini",
        _1M,
        (REASONING, FACT_CHECKING, CODE),
    ),
)

MODEL_REGISTRY: Final[tuple[ShippedModel, ...]] = tuple(
    ShippedModel(provider, *facts)
    for provider, models in (
        (HUGGINGFACE, _HUGGINGFACE_MODELS),
        (OLLAMA, _OLLAMA_MODELS),
        (GEMINI, _GEMINI_MODELS),
    )
    for facts in models
)
