"""What is known before a deliberation begins: how strong its models are with that kind of query,
and what agreement on it has meant. Frozen on its row, so that a resume decides alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from council import lease
from council.deliberation.answers.kinds import Kind
from council.deliberation.brief import Member
from council.deliberation.calibration import (
    UNCALIBRATED,
    CalibrationMap,
    Calibrations,
    Step,
)
from council.deliberation.shown import BestMember
from council.deliberation.triage import Triage, triage
from council.models import Calibration, Deliberation
from council.results.reading import read
from council.results.values import members_of
from providers.catalogue.strengths import known_strengths
from providers.strengths import Strength


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`strengths`: of models whose strength is known, by `provider:name`."""

    strengths: Mapping[str, Strength] = field(default_factory=dict)
    calibrations: Calibrations = UNCALIBRATED

    def strongest_first(self, members: Sequence[Member]) -> tuple[Member, ...]:
        """By the models that lead their places; as they are where not all of those are known."""
        if not self._are_known(members):
            return tuple(members)
        return tuple(sorted(members, key=lambda member: -self._strength(member).share))

    def best_of(self, members: Sequence[Member]) -> BestMember | None:
        """Who is strongest by what is known; None where not all are known."""
        if not self._are_known(members):
            return None
        best = self.strongest_first(members)[0]
        strength = self._strength(best)
        share = round(strength.share, 3)
        return BestMember(best.slug, str(best.models[0]), share, strength.scored)

    def _are_known(self, members: Sequence[Member]) -> bool:
        return all(m.models and str(m.models[0]) in self.strengths for m in members)

    def _strength(self, member: Member) -> Strength:
        return self.strengths[str(member.models[0])]


NOTHING_KNOWN = Knowledge()


def triage_of(deliberation: Deliberation) -> Triage:
    """By its words, else by what most of its members are there for."""
    members, _ = members_of(deliberation)
    return _triage(deliberation.query, members)


def strongest_first(members: Sequence[Member], query: str) -> tuple[Member, ...]:
    """With this kind of query, by what is known now; as they are where not all of it is."""
    kind = _triage(query, members).kind
    if kind is Kind.OPEN:
        return tuple(members)
    models = {model for member in members for model in member.models}
    return Knowledge(known_strengths(models, kind.value)).strongest_first(members)


def knowledge_of(deliberation: Deliberation) -> Knowledge:
    """As it was frozen."""
    stored = deliberation.knowledge
    return NOTHING_KNOWN if stored is None else read(stored, Knowledge)


def freeze_knowledge(deliberation: Deliberation, token: UUID) -> None:
    """Look up what is known now. Nothing is written where that is nothing. Raises LeaseLost."""
    kind = triage_of(deliberation).kind
    if kind is Kind.OPEN:
        return
    members, _ = members_of(deliberation)
    models = {model for member in members for model in member.models}
    knowledge = Knowledge(
        known_strengths(models, kind.value),
        _calibrations(deliberation.line_up["council"], kind.value),
    )
    if knowledge != NOTHING_KNOWN:
        deliberation.knowledge = asdict(knowledge)
        lease.write(token, deliberation.id, knowledge=deliberation.knowledge)


def _triage(query: str, members: Sequence[Member]) -> Triage:
    tasks = Counter(member.task for member in members)
    return triage(query, tasks.most_common(1)[0][0])


def _calibrations(council: str, kind: str) -> Calibrations:
    """The council's own before that of all; of several the one that was learned from most."""
    found = Calibration.objects.filter(council__in=["", council], kind=kind)
    maps: dict[bool, CalibrationMap] = {}
    for row in found.order_by("-council", "-scored", "-measured_at"):
        steps = CalibrationMap(read(row.steps, tuple[Step, ...]))
        maps.setdefault(row.are_strengths_known, steps)
    return Calibrations(by_strength=maps.get(True), plain=maps.get(False))
