"""A review of several opinions: which says most of what the others say too."""

from __future__ import annotations

from collections import Counter

from providers.rehearsal.synthesis import FENCED, support_of, words_in

ASKED = "ranking:"  # how what a reviewer is asked ends
NOTE = "*This is a rehearsal: no model has judged.*"


def is_asked_to_rank(asked: str) -> bool:
    return asked.rstrip().endswith(ASKED)


def write_review(question: str, asked: str, *, is_contrary: bool) -> str:
    """The same whichever stands first. Who is contrary ranks the other way round, so that reviews
    differ."""
    texts = {marks.split()[0]: text for marks, text in FENCED.findall(asked)}
    words = {label: words_in(text) for label, text in texts.items()}
    spoken_by = Counter(word for said in words.values() for word in said)
    about = words_in(question)
    support = {label: support_of(said, spoken_by, about) for label, said in words.items()}
    in_favour = sorted(texts, key=lambda label: (-support[label], texts[label]))
    ranked = in_favour[::-1] if is_contrary else in_favour
    best, last = ranked[0], ranked[-1]
    liked = "stands on its own feet" if is_contrary else "says most of what the others bear out"
    reasons = f"{best} {liked}; {last} does so least."
    return f"{reasons} {NOTE}\n\nranking: {' > '.join(ranked)}"
