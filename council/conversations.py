"""Where a query stands among a person's earlier ones, and what may be done with these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from council.deliberation.brief import Member, Turn
from council.deliberation.prompts import trim_history
from council.errors import StillRunning, UnknownMember, UnknownTurn
from council.models import Conversation, Deliberation, DeliberationQuerySet
from providers import rows


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a query comes after: the newest turn of a `conversation`, the turn that it `follows`,
    or what the one that it `edits` followed. At most one of them is named."""

    conversation: UUID | None = None
    follows: UUID | None = None
    edits: UUID | None = None

    def __bool__(self) -> bool:
        return any((self.conversation, self.follows, self.edits))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn stands. `like`: the turn that tells which council is meant."""

    conversation: Conversation
    follows: Deliberation | None
    like: Deliberation


NOTHING = Earlier()


def begin_conversation(*, person: User) -> Conversation:
    conversation = Conversation(person=person)
    rows.insert(conversation)
    return conversation


def find_place(*, person: User, earlier: Earlier) -> Place:
    """Raises UnknownTurn, also for a stranger's."""
    turns = Deliberation.objects.visible_to(person).defer("event_log")
    turns = turns.select_related("conversation", "follows")
    if earlier.edits:
        edited = _newest(turns.filter(id=earlier.edits), "edits")
        return Place(edited.conversation, edited.follows, edited)
    if earlier.follows:
        before = _newest(turns.filter(id=earlier.follows), "follows")
    else:
        before = _newest(turns.filter(conversation=earlier.conversation), "conversation")
    return Place(before.conversation, before, before)


def find_dissenter(turn: Deliberation | None) -> str:
    """The first of those who departed from the answer. Raises UnknownMember."""
    synthesis = turn.synthesis if turn else None
    for point in (synthesis or {}).get("dissent", []):
        return str(point["members"][0])
    message = "Nobody departed from the answer before; name the member that you ask."
    raise UnknownMember(message, fields={"to": [message]})


def choose_history(
    *, follows: Deliberation, query: str, members: Sequence[Member], chair: Member
) -> dict[str, Any] | None:
    """Which of the turns up to this one go with the query, oldest first; those without a synthesis
    do not. None if there is none."""
    path = list(_path_to(follows))
    turns = [Turn(query, synthesis) for _, query, synthesis in path]
    trimmed = trim_history(turns, query, members, chair)
    left_out = len(turns) - len(trimmed)
    return {"turns": [id_ for id_, *_ in path[left_out:]], "left_out": left_out} if turns else None


def _path_to(turn: Deliberation) -> Iterator[tuple[str, str, str]]:
    """Id, query and synthesis of the turns before it and itself."""
    found = Deliberation.objects.filter(conversation=turn.conversation_id).order_by()
    turns = {row[0]: row for row in found.values_list("id", "follows", "query", "synthesis")}
    path = []
    id_: UUID | None = turn.id
    while id_ is not None:
        _, before, query, synthesis = turns[id_]
        if synthesis:
            path.append((str(id_), query, synthesis["text"]))
        id_ = before
    return reversed(path)


def rename_conversation(*, conversation: Conversation, title: str) -> None:
    conversation.title = title
    conversation.save(update_fields=["title"])


@transaction.atomic
def delete_conversation(*, conversation: Conversation) -> None:
    """With all its turns. Raises StillRunning."""
    if conversation.turns.unfinished().exists():
        raise StillRunning
    conversation.delete()


def _newest(turns: DeliberationQuerySet, field: str) -> Deliberation:
    turn = turns.first()
    if turn is None:
        message = "There is no such conversation or turn."
        raise UnknownTurn(message, fields={field: [message]})
    return turn
