"""What the rehearsal's models say where a stage shows them what others said."""

from __future__ import annotations

from council.deliberation.brief import Opinion
from council.deliberation.prompts.members import ask_again, ask_member, ask_to_build
from council.deliberation.prompts.red_team import ask_to_attack
from providers.calls import Prompt
from providers.protocol import ModelRef
from providers.rehearsal.voices import answer
from providers.rehearsal.wires.wire import Line
from tests.hall import member

QUERY = "How do we plan a house?"
MODELS = ("openai/gpt-oss-120b", "google/gemma-4-31B-it", "meta-llama/Llama-3.3-70B-Instruct")


def says(model: str, prompt: Prompt) -> str:
    return answer(model, [Line(each.role, each.content) for each in prompt.messages])


def opinions() -> list[Opinion]:
    said = {model: says(model, ask_member(QUERY)) for model in MODELS}
    return [Opinion(m, text, ModelRef("huggingface", m)) for m, text in said.items()]


def test_who_has_seen_the_others_says_something_else_than_before() -> None:
    own, *others = opinions()
    again = says(MODELS[0], ask_again(QUERY, own, others, member("ann")))

    assert again != own.text
    assert again.count("<tail>") == 1


def test_members_of_a_second_layer_differ_and_speak_for_themselves() -> None:
    first = opinions()
    second = {says(model, ask_to_build(QUERY, first, member("ann"))) for model in MODELS}

    assert len(second) == len(MODELS)
    assert second.isdisjoint({each.text for each in first})
    assert all(text.count("<tail>") == 1 for text in second)


def test_a_draft_is_attacked_and_not_answered_again() -> None:
    draft, *_ = opinions()
    attacks = {says(model, ask_to_attack(QUERY, draft, member("bob"))) for model in MODELS}

    assert len(attacks) == len(MODELS)
    assert not any("house" in attack for attack in attacks)
