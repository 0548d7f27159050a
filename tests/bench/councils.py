"""The councils that are measured. `python -m tests.bench.councils` writes them into the database
of the stack whose environment it is given."""

from __future__ import annotations

import os
from dataclasses import dataclass

from providers.rehearsal.pace import Pace, pace_of

CALM, INSTANT = "calm", "instant"  # the two upstreams: at their models' pace, and without waiting


@dataclass(frozen=True, slots=True)
class LineUp:
    """Four members and a chair, each with one model of one upstream."""

    slug: str
    provider: str
    members: tuple[str, ...]
    chair: str

    @property
    def models(self) -> tuple[str, ...]:
        return (*self.members, self.chair)

    def slowest(self, tokens: int) -> str:
        """The member that has said so many tokens last."""
        return max(self.members, key=lambda model: _seconds(pace_of(model, 1.0), tokens))


QUICK_MODELS = (
    "meta-llama/Llama-3.1-8B-Instruct",
    "deepseek-ai/DeepSeek-V4-Flash-0731",
    "Qwen/Qwen3-235B-A22B-Instruct-2507",
    "CohereLabs/c4ai-command-a-03-2025",
)
PONDERING_MODELS = (
    "zai-org/GLM-5.2",
    "deepseek-ai/DeepSeek-V4-Pro",
    "Qwen/Qwen3-4B-Instruct-2507",
    "google/gemma-4-26B-A4B-it",
)
BRISK = LineUp("brisk", CALM, QUICK_MODELS, "openai/gpt-oss-120b")
STEADY = LineUp("steady", CALM, PONDERING_MODELS, "openai/gpt-oss-20b")
AT_ONCE = LineUp("at-once", INSTANT, QUICK_MODELS, "openai/gpt-oss-120b")
# Ollama may take a minute to its first word, so that nobody gives up while they hang.
HANGING = LineUp("hanging", "ollama", ("gemma4", "qwen3:8b", "llama3.1:8b", "gpt-oss:20b"), "phi4")
LINE_UPS = (BRISK, STEADY, AT_ONCE, HANGING)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django  # noqa: PLC0415  before any of the tables

    django.setup()
    _lift_quotas()
    for line_up in LINE_UPS:
        _write(line_up)


def _lift_quotas() -> None:
    """Else an Ollama would be asked two things at once and no more."""
    from providers.models import Provider, QuotaWindow  # noqa: PLC0415  needs the apps

    Provider.objects.update(plan=Provider.Plan.CUSTOM)
    QuotaWindow.objects.update(is_enabled=False)


def _write(line_up: LineUp) -> None:
    from council.models import Council, Member, MemberModel  # noqa: PLC0415  needs the apps
    from providers.models import LanguageModel, Provider  # noqa: PLC0415

    provider = Provider.objects.get(name=line_up.provider)
    council = Council.objects.create(slug=line_up.slug, name=line_up.slug, quorum=4)
    for position, name in enumerate(line_up.models):
        model, _ = LanguageModel.objects.get_or_create(
            provider=provider, name=name, defaults={"label": name}
        )
        member = Member.objects.create(
            council=council,
            slug=f"voice-{position}",
            role=f"Voice {position}",
            position=position,
            is_chair=name == line_up.chair,
        )
        MemberModel.objects.create(member=member, language_model=model)


def _seconds(pace: Pace, tokens: int) -> float:
    return pace.first_token_seconds + pace.seconds_for(tokens)


if __name__ == "__main__":
    main()
