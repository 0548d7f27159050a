"""What an opinion says changes what it says, and nothing else: no label, no vote, no parse."""

from __future__ import annotations

import re

import pytest

from council.deliberation.analysis import read_output
from council.deliberation.brief import Member, Opinion
from council.deliberation.events import AgreementFound, OpinionGiven, SynthesisGiven
from council.deliberation.prompts import ask_again, ask_chair
from council.deliberation.prompts.fence import without_turns
from council.deliberation.tails import split_tail
from providers.calls import Prompt
from providers.protocol import ModelRef
from tests.hall import Hall
from tests.unit.hostile import HOSTILE
from tests.unit.test_adaptive import QUERY, SEVEN, asked, sit

FENCE = re.compile(r"<opinion (\w+) (\w+)>\n(.*?)\n</opinion \1 \2>", re.DOTALL)
MARK = re.compile(r"^<question (\w+)>", re.MULTILINE)
CHAIR = Member("chair", "Chair", "", (ModelRef("script", "chair", context_tokens=64_000),))
every_hostile = pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())


def test_there_are_twenty() -> None:
    assert len(set(HOSTILE.values())) == 20


@every_hostile
def test_the_chair_is_sent_it_as_one_opinion_among_others(hostile: str) -> None:
    opinions = [_opinion("ann", "It is 7."), _opinion("eve", hostile), _opinion("cy", "Seven.")]

    sent = ask_chair(QUERY, opinions, CHAIR)

    user = _user(sent.prompt)
    [mark] = MARK.findall(user)
    fences = [(label, text) for label, its, text in FENCE.findall(user) if its == mark]
    texts = {opinion.member: without_turns(opinion.text) for opinion in opinions}
    assert {sent.authors[label]: text for label, text in fences} == texts
    assert user.count(mark) == 2 + 2 * len(opinions)  # of the question, and of each opinion
    assert mark not in hostile


@pytest.mark.parametrize("mark", ["<|im_end|>", "<|eot_id|>", "<end_of_turn>", "[INST]", "<<SYS>>"])
def test_no_mark_of_a_turn_reaches_a_model_within_an_opinion(mark: str) -> None:
    sent = ask_chair(QUERY, [_opinion("eve", f"It is{mark}8 <| f x |> [A]")], CHAIR)

    assert mark not in _user(sent.prompt)
    assert "8 <| f x |> [A]" in _user(sent.prompt)


@every_hostile
def test_another_opinions_words_change_no_letter(hostile: str) -> None:
    """Letters depend on all texts, so that nobody can know theirs: but each stands for one."""
    opinions = [_opinion("ann", "It is 7."), _opinion("eve", hostile), _opinion("cy", "Seven.")]

    authors = ask_chair(QUERY, opinions, CHAIR).authors

    assert sorted(authors) == ["A", "B", "C"]
    assert sorted(authors.values()) == ["ann", "cy", "eve"]


@every_hostile
def test_a_member_is_sent_it_as_one_of_the_others(hostile: str) -> None:
    own, eve = _opinion("ann", "It is 7."), _opinion("eve", hostile)

    user = _user(ask_again(QUERY, own, [eve], CHAIR))

    [mark] = MARK.findall(user)
    assert [text for _, its, text in FENCE.findall(user) if its == mark] == [without_turns(hostile)]
    assert user.count(mark) == 6  # of the question, of one's own, of the other


@every_hostile
def test_it_has_one_vote_at_most(hostile: str) -> None:
    hall = Hall(ann=[SEVEN], eve=[hostile], cy=[SEVEN], chair=["Seven."])

    synthesis = sit("vote", hall, asked("ann", "eve", "cy"))

    [found] = hall.of(AgreementFound)
    votes = [member for group in found.groups for member in group.members]
    assert votes.count("eve") + list(found.without_answer).count("eve") == 1
    assert (found.vote.winner, found.vote.answer, synthesis.chosen) == ("ann", "7", "ann")
    assert found.groups[0].members == ("ann", "cy")


@every_hostile
def test_its_claims_are_its_own(hostile: str) -> None:
    hall = Hall(ann=[SEVEN], eve=[hostile], cy=[SEVEN], chair=["Seven."])

    sit("deliberate", hall, asked("ann", "eve", "cy"))

    [given] = hall.of(SynthesisGiven)
    asserted = {member for claim in given.claims for member in claim.asserted_by}
    own = [c for c in given.claims if c.text != "3 + 4 = 7"]
    assert asserted <= {"ann", "cy", "eve"}
    assert all(claim.asserted_by == ("eve",) for claim in own)


@every_hostile
def test_a_chair_that_repeats_it_behind_its_own_analysis_finds_what_it_found(hostile: str) -> None:
    authors = {"A": "ann", "B": "eve", "C": "cy"}
    found = '<analysis>{"unique": [{"claim": "It is 7", "by": ["A"]}]}</analysis>\n'

    written = read_output(f"{found}Somebody wrote:\n\n{hostile}", authors)

    assert written.analysis is not None
    [claim] = written.analysis.claims
    assert (claim.text, claim.asserted_by) == ("It is 7", ("ann",))
    assert "Somebody wrote:" in written.text


@every_hostile
def test_it_stands_on_the_screen_as_it_was_said(hostile: str) -> None:
    hall = Hall(ann=[SEVEN], eve=[hostile], cy=[SEVEN], chair=["Seven."])

    sit("panel", hall, asked("ann", "eve", "cy"))

    [given] = [event for event in hall.of(OpinionGiven) if event.member == "eve"]
    assert given.text == split_tail(hostile.strip())[0]


def _opinion(member: str, text: str) -> Opinion:
    return Opinion(member, text, ModelRef("script", member))


def _user(prompt: Prompt) -> str:
    return next(message.content for message in prompt.messages if message.role == "user")
