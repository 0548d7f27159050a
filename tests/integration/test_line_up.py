"""Who is asked: what is within reach, in the council's order."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from council.line_up import freeze
from council.models import Council
from providers.models import LanguageModel, ModelStrength, Provider
from tests.factories import add_fallback, make_council, make_language_model

pytestmark = pytest.mark.django_db

NUMBER = "Tom has 3 apples and buys 4 more. How many apples does he have, canary?"


@pytest.fixture
def council(settings: Settings) -> Council:
    """Each member has a model at Hugging Face and one at Ollama."""
    settings.HF_TOKEN = "hf_canarykey_test"  # noqa: S105
    council = make_council()
    for member in ("ann", "bob", "cleo", "chair"):
        add_fallback(council, member, f"local-{member}", "ollama")
    return council


def models_of(line_up: dict[str, Any], member: str) -> list[str]:
    [place] = [place for place in line_up["members"] if place["slug"] == member]
    return [f"{model['provider']}:{model['name']}" for model in place["models"]]


def look_for(provider: str, *, is_reachable: bool | None) -> None:
    Provider.objects.filter(name=provider).update(is_reachable=is_reachable)


def test_models_are_asked_in_the_councils_order(council: Council) -> None:
    for is_reachable in (None, True):
        look_for("huggingface", is_reachable=is_reachable)

        assert models_of(freeze(council, is_rehearsal=False), "ann") == [
            "huggingface:ann",
            "ollama:local-ann",
        ]


def test_a_provider_that_was_not_there_is_asked_last(council: Council) -> None:
    look_for("huggingface", is_reachable=False)

    assert models_of(freeze(council, is_rehearsal=False), "ann") == [
        "ollama:local-ann",
        "huggingface:ann",
    ]


def test_a_server_of_ones_own_stands_in_for_providers_that_are_not_there(
    settings: Settings,
) -> None:
    council = make_council()  # without a key for what it names
    add_fallback(council, "ann", "local-ann", "ollama")
    look_for("ollama", is_reachable=False)
    settings.OPENAI_COMPATIBLE = ["vllm=http://127.0.0.1:9/v1"]
    make_language_model("own", "vllm")
    Provider.objects.filter(name="vllm").update(adapter="openai_compatible")

    line_up = freeze(council, is_rehearsal=False)

    assert models_of(line_up, "ann") == ["vllm:own", "ollama:local-ann"]
    assert models_of(line_up, "bob") == ["vllm:own"]


def test_in_a_rehearsal_everybody_is_there(council: Council, settings: Settings) -> None:
    settings.HF_TOKEN = ""

    assert models_of(freeze(council, is_rehearsal=True), "ann")[0] == "huggingface:ann"


def test_quick_asks_the_first_member_alone(council: Council) -> None:
    line_up = freeze(council, is_rehearsal=False, strategy="quick")

    assert [place["slug"] for place in line_up["members"]] == ["ann"]
    assert (line_up["strategy"], line_up["quorum"]) == ("quick", 1)


def test_one_member_alone_votes_by_samples_of_what_it_says(settings: Settings) -> None:
    settings.HF_TOKEN = "hf_canarykey_test"  # noqa: S105
    council = make_council(members=("ann",))

    line_up = freeze(council, is_rehearsal=False, strategy="vote")

    assert [place["slug"] for place in line_up["members"]] == [f"ann-{n}" for n in range(1, 6)]
    assert {place["models"][0]["name"] for place in line_up["members"]} == {"ann"}
    assert len(freeze(council, is_rehearsal=False)["members"]) == 1


def test_a_red_team_is_of_two_families_where_there_are_two(council: Council) -> None:
    LanguageModel.objects.filter(name__in=["ann", "bob"]).update(family="llama")
    LanguageModel.objects.filter(name="cleo").update(family="qwen")

    line_up = freeze(council, is_rehearsal=False, strategy="red_team")

    assert [place["slug"] for place in line_up["members"]] == ["ann", "cleo"]


def test_where_strengths_are_known_the_strongest_is_asked_alone(council: Council) -> None:
    for name, right in (("ann", 40), ("bob", 90), ("cleo", 60)):
        ModelStrength.objects.create(
            language_model=f"huggingface:{name}",
            kind="number",
            source="evaluation",
            right=right,
            scored=100,
            measured_at=timezone.now(),
        )

    def asked(strategy: str, query: str) -> list[str]:
        line_up = freeze(council, is_rehearsal=False, strategy=strategy, query=query)
        return [place["slug"] for place in line_up["members"]]

    assert asked("quick", NUMBER) == ["bob"]
    assert asked("red_team", NUMBER) == ["bob", "cleo"]
    assert asked("quick", "Why is the sea salty, canary?") == ["ann"]
