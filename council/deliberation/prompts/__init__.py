"""The words sent to models. Opinions are unsigned, shuffled and fenced off as material."""

from __future__ import annotations

from council.deliberation.prompts.chair import ChairPrompt, Guide, ask_chair
from council.deliberation.prompts.contests import ask_on_claim, ask_to_patch
from council.deliberation.prompts.members import ask_again, ask_alone, ask_member, ask_to_build
from council.deliberation.prompts.red_team import ask_to_attack, ask_to_revise
from council.deliberation.prompts.reviewers import ask_reviewer
from council.deliberation.prompts.trimming import trim_history

__all__ = [
    "ChairPrompt",
    "Guide",
    "ask_again",
    "ask_alone",
    "ask_chair",
    "ask_member",
    "ask_on_claim",
    "ask_reviewer",
    "ask_to_attack",
    "ask_to_build",
    "ask_to_patch",
    "ask_to_revise",
    "trim_history",
]
