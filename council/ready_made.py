"""The councils we ship with, synced into the database like the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from council.models import Council, Member, MemberModel
from providers.models import LanguageModel


@dataclass(frozen=True, slots=True)
class Place:
    """A member and the models that may fill its place, in order."""

    slug: str
    role: str
    task: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineUp:
    slug: str
    name: str
    description: str
    members: tuple[Place, ...]
    chair: Place
    strategy: str = Council.Strategy.ADAPTIVE


def _hosted(first: str, second: str, ollama: str, gemini: str) -> tuple[str, ...]:
    """Hugging Face, then one's own machine, then Gemini, then another model at Hugging Face."""
    return (
        f"huggingface:{first}",
        f"ollama:{ollama}",
        f"gemini:{gemini}",
        f"huggingface:{second}",
    )


GPT_OSS = _hosted(
    "openai/gpt-oss-120b", "openai/gpt-oss-20b", "gpt-oss:20b", "gemini-3.1-flash-lite"
)
GLM = _hosted("zai-org/GLM-5.2", "zai-org/GLM-4.7-Flash", "qwen3:8b", "gemini-3.5-flash")
LLAMA = _hosted(
    "meta-llama/Llama-3.3-70B-Instruct",
    "meta-llama/Llama-3.1-8B-Instruct",
    "llama3.1:8b",
    "gemini-3.5-flash",
)
GEMMA = _hosted(
    "google/gemma-4-31B-it", "google/gemma-4-26B-A4B-it", "gemma4", "gemini-3.1-flash-lite"
)
DEEPSEEK = _hosted(
    "deepseek-ai/DeepSeek-V4-Pro",
    "deepseek-ai/DeepSeek-V4-Flash-0731",
    "deepseek-r1:8b",
    "gemini-3.8-flash",
)
QWEN = _hosted(
    "Qwen/Qwen3-235B-A22B-Instruct-2507",
    "Qwen/Qwen3-4B-Instruct-2507",
    "qwen3:8b",
    "gemini-3.5-flash",
)
COMMAND = _hosted(
    "CohereLabs/command-a-reasoning-08-2025",
    "CohereLabs/c4ai-command-a-03-2025",
    "llama3.1:8b",
    "gemini-3.8-flash",
)
KIMI = _hosted(
    "moonshotai/Kimi-K3", "moonshotai/Kimi-K2-Instruct-0905", "gemma4", "gemini-3.1-flash-lite"
)

READY_MADE: Final = (
    LineUp(
        "general",
        "General",
        "Three voices of different families for any query.",
        (
            Place("reasoner", "Reasoner", "reasoning", GPT_OSS),
            Place("creative", "Creative", "creative", GEMMA),
            Place("fact-checker", "Fact-checker", "fact_checking", LLAMA),
        ),
        Place("chair", "Chair", "reasoning", DEEPSEEK),
    ),
    LineUp(
        "reasoning",
        "Reasoning",
        "For problems with one right answer: mathematics, logic, code.",
        (
            Place("analyst", "Analyst", "reasoning", DEEPSEEK),
            Place("prover", "Prover", "reasoning", GPT_OSS),
            Place("sceptic", "Sceptic", "reasoning", QWEN),
        ),
        Place("chair", "Chair", "reasoning", GLM),
    ),
    LineUp(
        "creative",
        "Creative",
        "For writing and ideas, where voices should differ.",
        (
            Place("storyteller", "Storyteller", "creative", GLM),
            Place("wordsmith", "Wordsmith", "creative", KIMI),
            Place("wild-card", "Wild card", "creative", GEMMA),
        ),
        Place("chair", "Chair", "creative", LLAMA),
    ),
    LineUp(
        "fact-checking",
        "Fact-checking",
        "For claims that must hold: each member checks on its own.",
        (
            Place("checker", "Checker", "fact_checking", COMMAND),
            Place("historian", "Historian", "fact_checking", LLAMA),
            Place("sceptic", "Sceptic", "reasoning", GPT_OSS),
        ),
        Place("chair", "Chair", "reasoning", DEEPSEEK),
    ),
)


@transaction.atomic
def sync_councils() -> list[str]:
    """Bring READY_MADE into the database and say what changed. A council that an operator has
    edited in the admin (`overridden`) is left as it stands."""
    models = {str(m): m for m in LanguageModel.objects.select_related("provider")}
    standing = {c.slug: c for c in Council.objects.filter(owner=None).with_line_up()}
    changes = []
    for position, line_up in enumerate(READY_MADE):
        council = standing.get(line_up.slug)
        if council is None:
            council = Council(slug=line_up.slug)
        elif council.overridden or _stands(council, line_up, models):
            continue
        _write(council, position, line_up, models)
        changes.append(f"council {line_up.slug}")
    return changes


def _write(
    council: Council, position: int, line_up: LineUp, models: dict[str, LanguageModel]
) -> None:
    council.name, council.description = line_up.name, line_up.description
    council.strategy, council.position = line_up.strategy, position
    council.save()
    council.members.all().delete()
    for order, place in enumerate((*line_up.members, line_up.chair)):
        member = Member.objects.create(
            council=council,
            slug=place.slug,
            role=place.role,
            task=place.task,
            position=order,
            is_chair=place is line_up.chair,
        )
        MemberModel.objects.bulk_create(
            MemberModel(member=member, language_model=models[name], position=rank)
            for rank, name in enumerate(place.models)
            if name in models
        )


def _stands(council: Council, line_up: LineUp, models: dict[str, LanguageModel]) -> bool:
    """Whether the council is already as we ship it."""
    shipped = [
        (place.slug, place.role, place.task, [name for name in place.models if name in models])
        for place in (*line_up.members, line_up.chair)
    ]
    held = [
        (m.slug, m.role, m.task, [str(p.language_model) for p in m.places.all()])
        for m in council.members.all()
    ]
    head = (council.name, council.description, council.strategy)
    return held == shipped and head == (line_up.name, line_up.description, line_up.strategy)
