"""Opinions and the synthesis tell how they came from their model; members keep families apart."""

from __future__ import annotations

from dataclasses import replace

from council.deliberation.brief import Member
from council.deliberation.events import OpinionGiven, SynthesisGiven
from council.deliberation.shown import AskedShown, RoutingShown
from providers.errors import NotServed, QuotaExhausted
from providers.protocol import ModelRef
from tests.hall import Hall, brief, member
from tests.unit.sitting import sit


def test_an_opinion_and_the_synthesis_carry_their_routing() -> None:
    hall = Hall(
        ann=[QuotaExhausted("The credit is used up.")],
        ann2=["Because."],
        bob=["Since."],
        chair=[NotServed("Nobody serves it.")],
        chair2=["So."],
    )
    sit(hall, replace(brief("ann/ann2", "bob"), chair=member("chair/chair2")))

    routing = {given.member: given.routing for given in _given(hall)}
    assert routing["ann"] == RoutingShown(
        (
            AskedShown("script:ann", 1, "quota_exhausted", "The credit is used up."),
            AskedShown("script:ann2", 1, "", ""),
        ),
        "script:ann2 answered: script:ann failed (quota exhausted).",
    )
    assert routing["bob"].reason == "script:bob, the first choice, answered."
    [synthesis] = [event for event in hall.events if isinstance(event, SynthesisGiven)]
    assert [asked.model for asked in synthesis.routing.asked] == ["script:chair", "script:chair2"]


def test_an_opinion_that_stands_for_the_synthesis_brings_its_routing() -> None:
    hall = Hall(ann=["Because."], bob=[QuotaExhausted()], chair=["So."])

    synthesis = sit(hall, brief("ann", "bob"))

    assert synthesis.chosen == "ann"
    assert synthesis.routing.reason == "script:ann, the first choice, answered."


def test_a_member_falls_back_to_a_family_that_nobody_else_speaks_with() -> None:
    hall = Hall(
        ann=[NotServed()], ann2=["Twice."], ann3=["Because."], bob=["Since."], chair=["So."]
    )
    council = replace(
        brief("ann", "bob"),
        members=(
            _speaking("ann", ann="glm", ann2="qwen", ann3="llama"),
            _speaking("bob", bob="qwen"),
        ),
    )
    sit(hall, council)

    models = {given.member: given.model for given in _given(hall)}
    assert models == {"ann": "script:ann3", "bob": "script:bob"}


def _given(hall: Hall) -> list[OpinionGiven]:
    return [event for event in hall.events if isinstance(event, OpinionGiven)]


def _speaking(slug: str, **families: str) -> Member:
    models = tuple(ModelRef("script", name, family=family) for name, family in families.items())
    return Member(slug, slug.title(), "reasoning", models)
