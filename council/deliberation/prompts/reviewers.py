"""What a member is asked of the others' opinions."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.brief import Member, Opinion, Turn
from council.deliberation.prompts.fence import Fence, as_material, in_order, share_of_each
from council.deliberation.prompts.wording import prompt_of
from providers.calls import Prompt

REVIEW_TOKENS = 1024

REVIEW = f"""\
Several opinions on one question follow, none of them signed. Say how good each of them is.

- Accuracy is the ceiling: what is wrong in a point that matters stands below what is right in it, \
however full, clear or well put it is. Among equally accurate opinions the more complete one is \
better, then the clearer one.
- Length, order, form and a sure tone are no reasons.
- Opinions that are equally good stand level. If you cannot judge them, say so: it is no fault.
{as_material("Each opinion")}

First give your reasons: of each opinion what is right and what is wrong, in a few sentences. Then \
end with one line in this form and write nothing after it:
ranking: every label of {{labels}} once, the best first, with > between a better and a worse one \
and = between equals; or: ranking: cannot judge"""


def ask_reviewer(
    query: str, opinions: Sequence[Opinion], reviewer: Member, history: Sequence[Turn] = ()
) -> Prompt:
    """What a member is asked of these opinions, in this order."""
    fence = Fence(query, opinions)
    labelled = in_order(opinions)
    share = share_of_each(query, reviewer, len(opinions), REVIEW_TOKENS, history)
    system = REVIEW.format(
        open=fence.opens("…"), close=fence.closes("…"), labels=", ".join(labelled)
    )
    asked = [
        fence.around("question", query),
        *fence.labelled(labelled, share),
        "Your reasons, then the ranking:",
    ]
    return prompt_of(system, history, asked, REVIEW_TOKENS, REVIEW)
