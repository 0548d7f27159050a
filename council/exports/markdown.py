"""A deliberation as a document: the query, the answer and how complete it is, and who said what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from council.deliberation.brief import Member
from council.exports.quoting import in_line, quoted, table
from council.models import Deliberation, Opinion
from council.results import members_of

TITLE_CHARACTERS = 120
REHEARSAL = "**Rehearsal: scripted voices, no answer.**"
UNFINISHED = "*This query had no end yet when this was written.*"
SIDE_BY_SIDE = "The opinions stand side by side; no synthesis was to be written."
OUTCOMES = {
    "full": "**Full.** Every member gave an opinion.",
    "degraded": "**Degraded.** The quorum was met, but somebody is missing or the chair failed.",
    "single": "**Single.** This is the opinion of one member alone, unchanged.",
    "none": "**None.** There is no answer.",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who has a voice in a deliberation, and what is told of them."""

    members: tuple[Member, ...]
    chair: Member

    def role_of(self, member: str) -> str:
        roles = {each.slug: each.role for each in (*self.members, self.chair)}
        return in_line(roles.get(member, member))

    def roles_of(self, members: Iterable[str]) -> str:
        return ", ".join(map(self.role_of, members))

    def label_of(self, model: str) -> str:
        """As the line-up calls it, with its name."""
        asked = [ref for each in (*self.members, self.chair) for ref in each.models]
        label = next((ref.label for ref in asked if str(ref) == model and ref.label), "")
        return f"{in_line(label)} ({code(model)})" if label else code(model)


def document(deliberation: Deliberation, level: int = 1) -> str:
    """`level`: of its heading."""
    cast = Cast(*members_of(deliberation))
    heading = "#" * level
    parts = [f"{heading} {_title(deliberation.query)}", quoted(deliberation.query)]
    parts += _head(deliberation)
    if deliberation.has_ended:
        sections = (_answer, _dissent, _opinions, _standings, _models, _receipt)
        for section in sections:
            parts += section(deliberation, cast, f"{heading}#")
    else:
        parts.append(UNFINISHED)
    return "\n\n".join(parts) + "\n"


def code(text: str) -> str:
    """A name, which has no backtick of its own."""
    return f"`{text.replace('`', '')}`".replace("|", "\\|")


def _title(query: str) -> str:
    words = " ".join(query.split())
    is_long = len(words) > TITLE_CHARACTERS
    return in_line(words[:TITLE_CHARACTERS]) + (" …" if is_long else "")


def _head(deliberation: Deliberation) -> Iterator[str]:
    line_up = deliberation.line_up
    asked_at = deliberation.created_at.strftime("%Y-%m-%d %H:%M UTC")
    council, strategy = in_line(line_up["council"]), in_line(line_up["strategy"])
    yield f"Asked {asked_at}. Council: {council}. Strategy: {strategy}."
    if deliberation.is_rehearsal:
        yield REHEARSAL


def _answer(deliberation: Deliberation, cast: Cast, heading: str) -> Iterator[str]:
    synthesis = deliberation.synthesis
    chosen = synthesis and synthesis.get("chosen")
    name = f"Opinion of the {cast.role_of(chosen)}, unchanged" if chosen else "Synthesis"
    yield f"{heading} {name}"
    yield _outcome(deliberation)
    if synthesis:
        if synthesis.get("is_partial"):
            yield "**Partial.** It was cut off before its end."
        if synthesis.get("model"):
            yield f"Model: {cast.label_of(synthesis['model'])}"
        yield quoted(synthesis["text"])
    elif deliberation.outcome in ("full", "degraded"):
        yield SIDE_BY_SIDE


def _outcome(deliberation: Deliberation) -> str:
    told = OUTCOMES[deliberation.outcome or "none"]
    if deliberation.status == Deliberation.Status.CANCELLED:
        return f"{told} It was stopped."
    return f"{told} {in_line(deliberation.message)}".strip()


def _dissent(deliberation: Deliberation, cast: Cast, heading: str) -> Iterator[str]:
    points = (deliberation.synthesis or {}).get("dissent", [])
    if not points:
        return
    yield f"{heading} Dissent"
    yield "\n".join(_point(point, cast) for point in points)


def _point(point: dict[str, Any], cast: Cast) -> str:
    against = in_line(point["against"]) or "it leaves this open"
    return (
        f"- {cast.roles_of(point['members'])}: {in_line(point['claim'])}\n  - The answer: {against}"
    )


def _opinions(deliberation: Deliberation, cast: Cast, heading: str) -> Iterator[str]:
    rows = list(deliberation.opinions.all())
    if rows:
        yield f"{heading} Opinions"
    for row in sorted(rows, key=lambda row: (row.round, row.pk)):
        later = f", round {row.round}" if row.round > 1 else ""
        yield f"{heading}# {cast.role_of(row.member)}{later}"
        if note := _note(row, cast):
            yield note
        if row.text:
            yield quoted(row.text)


def _note(row: Opinion, cast: Cast) -> str:
    told = {
        f"Model: {cast.label_of(row.model)}": row.model,
        "**Partial:** it was cut off before its end": row.is_partial,
        "Too late for the answer": row.is_late,
        "Kept from the answer before": row.kept,
        "Stopped by the person": row.status == Opinion.Status.STOPPED,
        f"No opinion: {in_line(row.message or row.code)}": row.status == Opinion.Status.FAILED,
    }
    notes = [text.rstrip(".") for text, is_so in told.items() if is_so]
    return ". ".join([*notes, ""]).strip()


def _standings(deliberation: Deliberation, cast: Cast, heading: str) -> Iterator[str]:
    if not deliberation.standings:
        return
    yield f"{heading} Standings"
    yield table(
        ("Place", "Member", "Points", "Ballots"),
        (
            (
                str(place),
                cast.role_of(each["member"]),
                f"{each['points']:.2f}",
                f"{each['ballots']}",
            )
            for place, each in enumerate(deliberation.standings["standings"], start=1)
        ),
    )
    if deliberation.standings["is_tied"]:
        yield "The first is so by strength or order, not by the reviews."


def _models(_: Deliberation, cast: Cast, heading: str) -> Iterator[str]:
    yield f"{heading} Models"
    yield table(
        ("Voice", "Models, in the order in which they are asked"),
        (
            (in_line(voice.role), ", ".join(cast.label_of(str(ref)) for ref in voice.models))
            for voice in (*cast.members, cast.chair)
        ),
    )


def _receipt(deliberation: Deliberation, cast: Cast, heading: str) -> Iterator[str]:
    receipt = deliberation.receipt
    if not receipt:
        return
    usage = receipt["usage"]
    about = "about " if usage["is_estimated"] else ""
    cost = "unknown" if receipt["cost_usd"] is None else f"${receipt['cost_usd']}"
    missing = [f"{cast.role_of(m['member'])} ({code(m['code'])})" for m in receipt["missing"]]
    yield f"{heading} Receipt"
    yield "\n".join(
        (
            f"- Attempts: {receipt['attempts']}",
            f"- Tokens: {about}{usage['input_tokens']} in, {usage['output_tokens']} out",
            f"- Cost: {cost}{'' if receipt['is_complete'] else ', a part of it unknown'}",
            f"- Seconds: {receipt['seconds']}",
            f"- Gave an opinion: {cast.roles_of(receipt['given']) or 'nobody'}",
            f"- Missing: {', '.join(missing) or 'nobody'}",
        )
    )
