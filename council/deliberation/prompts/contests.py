"""What members and chair are asked when the person contests a point of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.brief import Contest, Member, Opinion, Turn
from council.deliberation.prompts.chair import SYNTHESIS_TOKENS, ChairPrompt
from council.deliberation.prompts.fence import Fence, as_material, cut_to, share_of_each
from council.deliberation.prompts.members import OPINION_TOKENS
from council.deliberation.prompts.wording import prompt_of
from providers.calls import Prompt

ARGUE = f"""\
You have answered the question below; so have others, and the person was given one answer. Now \
the person contests one point of it. Argue that point, and nothing else.

- Look at it anew, and say whether it holds and by which reasons.
- That the person contests it is no reason against it; a reason they give is one, to be weighed \
like any other. Change your mind only if you can point at the error.
{as_material("Each text below")}
- Be as brief as the point allows, in the language of the question."""

PATCH = f"""\
A person was given the answer below and contests one point of it. That point alone has been argued \
again. Return the whole answer, with only what the point concerns changed.

- Decide the point by the reasons in the arguments, not by their length, order or number. That the \
person contests it is no reason against it; a reason they give is one among the others.
- Where the point does not hold, mend it, and what follows from it. Where it holds, leave it, and \
add in a sentence why. Leave everything else word for word as it is.
- Speak to the person, in the language and form of the answer. Never mention arguments, labels, \
members or models, nor that there was another version.
{as_material("Each text below")}"""


def ask_on_claim(
    query: str, contest: Contest, own: Opinion, member: Member, history: Sequence[Turn] = ()
) -> Prompt:
    """What a member is asked about the contested point."""
    fence = Fence(_all_of(query, contest), [own])
    share = share_of_each(_all_of(query, contest), member, 1, OPINION_TOKENS, history)
    material = [
        *_contested(query, contest, fence),
        fence.around("yours", cut_to(own, share)),
        "Whether the contested point holds:",
    ]
    return _prompt(ARGUE, fence, material, history, OPINION_TOKENS)


def ask_to_patch(
    query: str,
    contest: Contest,
    arguments: Sequence[Opinion],
    chair: Member,
    history: Sequence[Turn] = (),
) -> ChairPrompt:
    """What the chair is asked once the point has been argued. Its answer names no authors: what is
    left as it was is not theirs."""
    fence = Fence(_all_of(query, contest), arguments)
    share = share_of_each(_all_of(query, contest), chair, len(arguments), SYNTHESIS_TOKENS, history)
    material = [
        *_contested(query, contest, fence),
        *fence.labelled(fence.labels(arguments), share),
        "The whole answer:",
    ]
    return ChairPrompt(_prompt(PATCH, fence, material, history, SYNTHESIS_TOKENS), {})


def _contested(query: str, contest: Contest, fence: Fence) -> list[str]:
    return [
        fence.around("question", query),
        fence.around("answer", contest.answer),
        fence.around("contested", contest.claim),
        *([fence.around("reason", contest.reason)] if contest.reason else []),
    ]


def _all_of(query: str, contest: Contest) -> str:
    return "\n".join([query, *contest.texts])


def _prompt(
    wording: str, fence: Fence, material: Sequence[str], history: Sequence[Turn], most_tokens: int
) -> Prompt:
    system = wording.format(open=f"<… {fence.mark}>", close=f"</… {fence.mark}>")
    return prompt_of(system, history, material, most_tokens, wording)
