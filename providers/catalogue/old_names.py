"""Names of models that still stand in notes and tutorials, with what became of each. They are
answered with an explanation and never routed."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from providers.model_registry import CODE, CREATIVE, FAST, REASONING


@dataclass(frozen=True, slots=True)
class OldName:
    """`pattern` is a name, or several where it holds a `*`. Family and tags find a substitute."""

    pattern: str
    fate: str
    family: str = ""
    tags: tuple[str, ...] = (FAST,)
    context_tokens: int = 4_096

    def fits(self, name: str) -> bool:
        """With or without whose it is, in any case of letters."""
        wanted, pattern = name.lower(), self.pattern.lower()
        bare = pattern.rpartition("/")[2]
        return fnmatchcase(wanted, pattern) or fnmatchcase(wanted, bare)


_NOT_LISTED: Final = "No provider behind the Hugging Face router lists it any more."
_NEVER_CHAT: Final = "It is not served for text generation, and was never made for conversation."
_NO_TASK: Final = "It is not served, and its task, text2text-generation, is gone from the Hub."
_TASK_ONLY: Final = "It is served for its own task on hf-inference, but it does not converse."
_GOOGLE_404: Final = "Google has switched it off: asking for it gives 404."

OLD_NAMES: Final = (
    OldName(
        "mistralai/Mistral-7B-Instruct-v0.2",
        "It converses at one host only, as mistralai/Mistral-7B-Instruct-v0.2:featherless-ai.",
        "mistral",
        context_tokens=32_768,
    ),
    OldName("mistralai/Mistral-7B-Instruct-v0.1", "It is on no list any more.", "mistral"),
    OldName("mistralai/Mistral-7B-v0.1", "It is on no list any more.", "mistral"),
    OldName(
        "meta-llama/Llama-2-*", "It is gated and no longer on the list of chat models.", "llama"
    ),
    OldName("meta-llama/Llama-3.2-1B-Instruct", _NOT_LISTED, "llama"),
    OldName("google/gemma-7b", _NOT_LISTED, "gemma"),
    OldName("google/gemma-7b-it", _NOT_LISTED, "gemma"),
    OldName("google/gemma-2b*", _NOT_LISTED, "gemma"),
    OldName("microsoft/Phi-2", _NOT_LISTED, tags=(FAST, REASONING)),
    OldName("microsoft/Phi-3-mini-*", _NOT_LISTED, tags=(FAST, REASONING)),
    OldName("HuggingFaceH4/zephyr-7b-*", _NOT_LISTED, "mistral"),
    OldName("google/flan-t5-*", _NO_TASK),
    OldName("google/flan-ul2", _NO_TASK),
    OldName("microsoft/DialoGPT-*", _NEVER_CHAT),
    OldName("openai-community/gpt2*", _NEVER_CHAT, tags=(CREATIVE,)),
    OldName("distilbert/distilgpt2", _NEVER_CHAT, tags=(CREATIVE,)),
    OldName("bigscience/bloom*", _NEVER_CHAT),
    OldName("EleutherAI/gpt-neo-*", _NEVER_CHAT),
    OldName("EleutherAI/gpt-neox-*", _NEVER_CHAT),
    OldName("EleutherAI/gpt-j-*", _NEVER_CHAT),
    OldName("tiiuae/falcon-*", _NOT_LISTED),
    OldName("Salesforce/codegen-*", _NEVER_CHAT, tags=(CODE,)),
    OldName("Salesforce/codegen*", _NEVER_CHAT, tags=(CODE,)),
    OldName("bigcode/starcoder*", "It is gated and not served for generation.", tags=(CODE,)),
    OldName("huggingface/CodeBERTa-small-v1", _NEVER_CHAT, tags=(CODE,)),
    OldName("google/pegasus-xsum", "It summarised; no host is known that still serves it."),
    OldName("facebook/bart-large-cnn", _TASK_ONLY),
    OldName("deepset/roberta-base-squad2", _TASK_ONLY),
    OldName("cardiffnlp/twitter-roberta-base-sentiment-latest", _TASK_ONLY),
    OldName("sentence-transformers/all-MiniLM-L6-v2", _TASK_ONLY),
    OldName("katanemo/Arch-Router-1.5B*", "It chooses models for others and does not converse."),
    OldName("gemini-1.*", _GOOGLE_404, "gemini", context_tokens=1_048_576),
    OldName("gemini-2.0-*", _GOOGLE_404, "gemini", context_tokens=1_048_576),
    OldName("gemini-pro*", _GOOGLE_404, "gemini", context_tokens=32_768),
    OldName(
        "gemini-2.5-pro",
        "Google retires it on 1 December 2026 and then answers with a newer model at its price.",
        "gemini",
        (REASONING,),
        1_048_576,
    ),
    OldName(
        "gemini-2.5-flash",
        "Google retires it on 1 December 2026 and then answers with a newer model at its price.",
        "gemini",
        context_tokens=1_048_576,
    ),
    OldName("text-embedding-004", "Google switched it off in January 2026; it never conversed."),
)


def find_old_name(name: str) -> OldName | None:
    """`name` may have its provider before it, and a host's suffix behind it."""
    provider, colon, rest = name.partition(":")
    bare = rest if colon and "/" not in provider else name
    candidates = (name, bare, bare.rpartition(":")[0])
    return next(
        (old for old in OLD_NAMES for wanted in candidates if wanted and old.fits(wanted)), None
    )
