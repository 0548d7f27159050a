"""What a voice says once it has seen what others say, and against a draft."""

from __future__ import annotations

DRAFT, CRITIQUE = "<draft ", "<critique "  # in what a critic is asked; both, in what the chair is
AGAIN = {
    "stepwise": "I have gone through my steps again beside what the others say. None of them "
    "breaks; the one they doubt I put last.",
    "imaginative": "The others look from nearer by than I did. I keep my picture, with their "
    "caution in it.",
    "careful": "I have held what the others say against what I can vouch for. Most of it agrees; "
    "where it does not, I claim less than before.",
    "sceptic": "One of their reasons I had not seen, and there I give way. The rest of my doubt "
    "stands.",
    "terse": "I have read the others. Mine stands.",
}
ATTACKS = {
    "stepwise": "1. **It does not say what would show it to be wrong.** Whoever follows it learns "
    "of a mistake last.\n2. **It takes its first step for granted.** The reason for it is "
    "missing, and the others rest on it.\n3. The rest is sound.",
    "imaginative": "**It answers the case one thinks of first.** Turn it round: what would "
    "somebody need for whom the opposite holds? Of that it says nothing.\n\nIts order is sound.",
    "careful": "- **Unsupported:** it asserts more than it can know, and names no source.\n"
    "- **Left out:** the exceptions, which are where it matters.\n- Where it names a limit it is "
    "right.",
    "sceptic": "**I would not rely on it.** It is sure of what nobody has checked, and silent on "
    "what it costs if that is wrong. It would be better for one honest “I do not know”.",
    "terse": "Too sure. Exceptions are missing. Otherwise sound.",
}


def is_to_be_attacked(asked: str) -> bool:
    return DRAFT in asked and CRITIQUE not in asked


def look_again(voice: str, said: str) -> str:
    return f"{AGAIN[voice]}\n\n{said}"
