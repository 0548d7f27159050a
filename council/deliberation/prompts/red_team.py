"""A draft under attack: what its critic is asked, and then the chair."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.brief import Member, Opinion, Turn
from council.deliberation.prompts.chair import SYNTHESIS_TOKENS, ChairPrompt
from council.deliberation.prompts.fence import Fence, as_material, cut_to, share_of_each
from council.deliberation.prompts.members import OPINION_TOKENS
from council.deliberation.prompts.wording import prompt_of
from providers.calls import Prompt

ATTACK = f"""\
A draft answer to the question below is to be attacked before anybody relies on it. You are its \
one adversary.

- Find what is wrong with it: errors of fact, gaps in the reasoning, what it leaves out, what it \
claims without knowing, where it misses what was asked. Name the place, the error and the reason.
- The gravest first. Invent no fault: where it is sound, say so in one line.
- Do not write another answer.
{as_material("The draft")}"""

REVISE = f"""\
A draft answer to the question below follows, and the one critique of it. Write the answer the \
person should have.

- Where the critique points at an error, mend it; where it only asserts, judge for yourself; keep \
what stands.
- Speak to the person, in the language and the form that was asked for (code stays code, JSON \
stays JSON, a short answer stays short). Never mention the draft, the critique or who wrote them.
{as_material("Each of the two")}"""


def ask_to_attack(
    query: str, draft: Opinion, critic: Member, history: Sequence[Turn] = ()
) -> Prompt:
    """What the critic is asked: the draft, unsigned."""
    fence = Fence(query, [draft])
    share = share_of_each(query, critic, 1, OPINION_TOKENS, history)
    asked = [
        fence.around("question", query),
        fence.around("draft", cut_to(draft, share)),
        "Your critique:",
    ]
    system = ATTACK.format(open=f"<draft {fence.mark}>", close=f"</draft {fence.mark}>")
    return prompt_of(system, history, asked, OPINION_TOKENS, ATTACK)


def ask_to_revise(
    query: str,
    draft: Opinion,
    critique: Opinion,
    chair: Member,
    history: Sequence[Turn] = (),
) -> ChairPrompt:
    """What the chair is asked: the draft and what is said against it, unsigned."""
    fence = Fence(query, [draft, critique])
    share = share_of_each(query, chair, 2, SYNTHESIS_TOKENS, history)
    asked = [
        fence.around("question", query),
        fence.around("draft", cut_to(draft, share)),
        fence.around("critique", cut_to(critique, share)),
        "The answer:",
    ]
    system = REVISE.format(open=f"<… {fence.mark}>", close=f"</… {fence.mark}>")
    return ChairPrompt(prompt_of(system, history, asked, SYNTHESIS_TOKENS, REVISE), {})
