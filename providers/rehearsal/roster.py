"""Which models the upstream lists, per wire. It answers for any other name just as well."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roster:
    huggingface: tuple[str, ...] = (
        "openai/gpt-oss-120b",
        "openai/gpt-oss-20b",
        "zai-org/GLM-5.2",
        "deepseek-ai/DeepSeek-V4-Pro",
        "moonshotai/Kimi-K3",
        "google/gemma-4-31B-it",
        "meta-llama/Llama-3.3-70B-Instruct",
        "Qwen/Qwen3-235B-A22B-Instruct-2507",
        "CohereLabs/command-a-reasoning-08-2025",
    )
    ollama: tuple[str, ...] = ("gemma4", "gpt-oss:20b", "qwen3:8b", "llama3.1:8b")
    gemini: tuple[str, ...] = (
        "gemini-3.8-flash",
        "gemini-3.5-flash",
        "gemini-3.1-flash-lite",
    )
