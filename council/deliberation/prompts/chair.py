"""What the chair is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from council.deliberation.brief import Member, Opinion, Turn
from council.deliberation.prompts.fence import Fence, Share, as_material, cut_to, share_of_each
from council.deliberation.prompts.wording import prompt_of
from council.deliberation.rankings import Standing
from providers.calls import Prompt

SYNTHESIS_TOKENS = 4096  # the analysis and the answer

DECIDED = """\
- It is settled that the final answer is the one between {open} and {close}. Give it, and explain \
it by the best reasons there are; where another answer was well argued, say briefly why not that."""

STANDINGS = """\
- Others have read these opinions unsigned and put them in this order, the best first, with = \
between equals: {ranked}. It is a hint where to look first and settles nothing: the reasons do."""

POINTS = """\
- The person has picked the points between {open} and {close} out of the opinions: build the \
answer on them, keep each of them, and leave out what does not go with them; where one is wrong, \
say so beside it."""

CHAIR = f"""\
Several independent opinions on one question follow. Write the one answer the person should have.

- Judge the opinions by their reasons, not by their length, order or number. Use what is right, \
leave out what is wrong, and fill a gap if all of them left one.
- Do not average. Where they differ, decide if the reasons let you; where a well-argued minority \
may be right, say so and why.
- Speak to the person, in the language and the form that was asked for (code stays code, JSON \
stays JSON, a short answer stays short). Never mention opinions, labels, members or models.
{as_material("Each opinion")}"""

FORM = """\
Begin with a short analysis, in this form, with the letters of the opinions, and nothing before it:
<analysis>
{"consensus": [{"claim": "…", "by": ["A", "B"]}], \
"contradictions": [{"sides": [{"claim": "…", "by": ["A"]}, {"claim": "…", "by": ["B"]}], \
"taken": 0}], "unique": [{"claim": "…", "by": ["B"]}], "blind_spots": ["…"]}
</analysis>
At most eight claims, a line each; "taken" is the side your answer takes, or null where it leaves \
the point open. Then write the answer. Behind a sentence that rests on opinions put their letters \
as [[A]] or [[A,B]], in plain prose only: never in code, tables, JSON or an answer of a few words. \
Neither the analysis nor these marks are shown to the person."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What the chair goes by beside the opinions. `decided`: whose final answer the members voted
    for; `standings`: how they ranked the opinions; `points`: which ones the person wants kept."""

    decided: Opinion | None = None
    standings: Sequence[Standing] = ()
    points: Sequence[str] = ()


UNGUIDED = Guide()


@dataclass(frozen=True, slots=True)
class ChairPrompt:
    """`authors`: of each letter in it the member."""

    prompt: Prompt
    authors: Mapping[str, str]


def ask_chair(
    query: str,
    opinions: Sequence[Opinion],
    chair: Member,
    guide: Guide = UNGUIDED,
    history: Sequence[Turn] = (),
) -> ChairPrompt:
    """What the chair is asked. The same opinions are shuffled alike, so that whoever asks again
    asks the same; they are cut to equal length where the chair's smallest context asks for it."""
    fence = Fence("\n".join([query, *guide.points]), opinions)
    share = share_of_each(query, chair, len(opinions), SYNTHESIS_TOKENS, history)
    system = CHAIR.format(open=fence.opens("…"), close=fence.closes("…"))
    authors = fence.labels(opinions)
    rules, material = [], []
    if guide.decided is not None:
        rules.append(
            DECIDED.format(open=f"<settled {fence.mark}>", close=f"</settled {fence.mark}>")
        )
        material.append(fence.around("settled", _final_answer(guide.decided, share)))
    if guide.standings:
        rules.append(STANDINGS.format(ranked=_ranked(guide.standings, authors)))
    if guide.points:
        marks = {"open": f"<points {fence.mark}>", "close": f"</points {fence.mark}>"}
        rules.append(POINTS.format(**marks))
        material.append(fence.around("points", "\n".join(f"- {each}" for each in guide.points)))
    asked = [
        fence.around("question", query),
        *fence.labelled(authors, share),
        *material,
        "The analysis, then the answer:",
    ]
    instruction = "\n".join([system, *rules, "", FORM])
    wording = CHAIR + DECIDED + STANDINGS + POINTS + FORM
    prompt = prompt_of(instruction, history, asked, SYNTHESIS_TOKENS, wording)
    return ChairPrompt(prompt, {label: opinion.member for label, opinion in authors.items()})


def _final_answer(opinion: Opinion, share: Share) -> str:
    """In one line where the member named it so."""
    if opinion.tail is not None and opinion.tail.answer:
        return opinion.tail.answer
    return cut_to(opinion, share)


def _ranked(standings: Sequence[Standing], authors: Mapping[str, Opinion]) -> str:
    label_of = {opinion.member: label for label, opinion in authors.items()}
    places = groupby(standings, key=lambda standing: standing.points)
    return " > ".join(" = ".join(label_of[s.member] for s in equal) for _, equal in places)
