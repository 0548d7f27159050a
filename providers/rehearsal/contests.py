"""What is said to a contested point: an argument of each voice, and the answer patched."""

from __future__ import annotations

import re

CONTESTED = re.compile(r"<contested\b([^>]*)>\s*(.*?)\s*</contested\b\1>", re.DOTALL)
ANSWER = re.compile(r"<answer\b([^>]*)>\s*(.*?)\s*</answer\b\1>", re.DOTALL)
LONGEST_QUOTED = 200  # characters
ARGUMENTS = {
    "stepwise": "Taken by itself the point says: “{claim}” Step by step, each reason for it holds; "
    "the last step claims more than they carry.",
    "imaginative": "Look at “{claim}” in another light: true of the case one thinks of first, "
    "and less so of the next.",
    "careful": "“{claim}” is what the sources say in the main. They name exceptions, which the "
    "answer leaves out.",
    "sceptic": "I would not let “{claim}” stand as it is. Who says so, and how would one notice "
    "that it is wrong?",
    "terse": "It holds in most cases. Say “mostly”.",
}
RESERVATION = "This holds in most cases; there are exceptions."


def find_contested(asked: str) -> str:
    """Empty where nothing is contested."""
    found = CONTESTED.search(asked)
    return found[2] if found else ""


def argue(voice: str, claim: str) -> str:
    quoted = claim if len(claim) <= LONGEST_QUOTED else f"{claim[:LONGEST_QUOTED]} …"
    return ARGUMENTS[voice].replace("{claim}", quoted)


def patch(asked: str, claim: str) -> str:
    """The answer with a reservation behind the point, or at its end."""
    found = ANSWER.search(asked)
    answer = found[2] if found else ""
    if claim in answer:
        return answer.replace(claim, f"{claim} {RESERVATION}", 1)
    return f"{answer}\n\n{RESERVATION}".strip()
