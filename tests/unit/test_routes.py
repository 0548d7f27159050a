"""Which host is pinned for a model behind a router, and why."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from providers.catalogue.routes import Choice, choose_hosts, in_turn, pin_nobody, split_suffix
from providers.errors import NotServed
from providers.protocol import Host, ModelRef

GLM = ModelRef("huggingface", "zai-org/GLM-5.2", "GLM 5.2", "glm", 131_072)


def host(
    name: str, *, speed: float | None = None, price: str | None = None, is_live: bool = True
) -> Host:
    usd = None if price is None else Decimal(price)
    return Host(
        name,
        is_live=is_live,
        context_tokens=64_000,
        input_usd_per_million=usd,
        output_usd_per_million=usd,
        tokens_per_second=speed,
    )


SLOW_AND_CHEAP = host("novita", speed=20, price="0.2")
QUICK_AND_DEAR = host("groq", speed=400, price="3")
BROKEN = host("together", speed=900, price="0.1", is_live=False)
SILENT = host("nscale")
ALL = [SLOW_AND_CHEAP, QUICK_AND_DEAR, BROKEN, SILENT]


def asked(suffix: str = "", *, resting: tuple[str, ...] = (), needs_tokens: int = 0) -> list[str]:
    """The names in the order in which they would be asked."""
    model = ModelRef("huggingface", f"zai-org/GLM-5.2{suffix}")
    choices = choose_hosts(
        model,
        ALL,
        needs_tokens=needs_tokens,
        is_resting=lambda ref: ref.name.rpartition(":")[2] in resting,
    )
    return [choice.model.name.rpartition(":")[2] for choice in choices]


@pytest.mark.parametrize("suffix", ["", ":fastest"])
def test_the_fastest_is_the_one_with_the_highest_throughput(suffix: str) -> None:
    assert asked(suffix) == ["groq", "novita", "nscale"]


def test_the_cheapest_is_the_one_with_the_lowest_price_and_unknown_is_dear() -> None:
    assert asked(":cheapest") == ["novita", "groq", "nscale"]


def test_a_free_host_is_the_cheapest() -> None:
    free = Host("free", is_live=True, is_free=True)
    (best, *_) = choose_hosts(
        ModelRef("huggingface", "a/b:cheapest"),
        [SLOW_AND_CHEAP, free],
        needs_tokens=0,
        is_resting=lambda _: False,
    )
    assert best.model.name == "a/b:free"


def test_one_that_rests_is_passed_over_and_comes_last() -> None:
    assert asked(resting=("groq",)) == ["novita", "nscale", "groq"]


def test_a_named_host_is_asked_alone() -> None:
    assert asked(":novita") == ["novita"]


def test_a_named_host_that_does_not_serve_the_model_is_told() -> None:
    with pytest.raises(NotServed, match=r"cohere does not serve zai-org/GLM-5\.2\."):
        asked(":cohere")


def test_where_nobody_can_the_error_says_of_each_why() -> None:
    with pytest.raises(NotServed, match=r"groq \(reads only 64,000 tokens\), together \(not live"):
        asked(needs_tokens=100_000)


def test_the_choice_is_pinned_with_its_hosts_context_and_explained() -> None:
    (best, *_) = choose_hosts(
        GLM, ALL, needs_tokens=1_000, is_resting=lambda ref: ref.name.endswith(":novita")
    )
    assert best.model == ModelRef(
        "huggingface", "zai-org/GLM-5.2:groq", "GLM 5.2 · groq", "glm", 64_000
    )
    assert best.host == QUICK_AND_DEAR
    assert best.reason == (
        "groq is the fastest host of zai-org/GLM-5.2 (400 tokens/s; $3 in and $3 out per million). "
        "Passed over: together (not live), novita (resting), nscale (no price)."
    )


@pytest.mark.parametrize("suffix", ["", ":fastest", ":cheapest"])
def test_a_host_whose_price_is_known_comes_before_one_whose_is_not(suffix: str) -> None:
    unpriced = host("quick", speed=900)
    half = replace(host("half", speed=800), input_usd_per_million=Decimal(1))
    free = replace(host("free", speed=1), is_free=True)
    hosts = [unpriced, half, SLOW_AND_CHEAP, free]
    model = ModelRef("huggingface", f"a/b{suffix}")
    choices = choose_hosts(model, hosts, needs_tokens=0, is_resting=lambda _: False)
    assert {choice.host for choice in choices[:2]} == {SLOW_AND_CHEAP, free}
    assert {choice.host for choice in choices[2:]} == {unpriced, half}
    assert "quick (no price)" in choices[0].reason
    assert (
        "no price"
        not in choose_hosts(model, [unpriced, half], needs_tokens=0, is_resting=lambda _: False)[
            0
        ].reason
    )


def test_a_host_without_a_price_is_asked_before_one_that_rests() -> None:
    assert asked(resting=("groq", "novita")) == ["nscale", "groq", "novita"]


def test_a_host_that_is_named_is_asked_whatever_it_costs() -> None:
    assert asked(":nscale") == ["nscale"]


def test_who_is_asked_after_the_best_is_not_told_as_the_best() -> None:
    def reasons(suffix: str) -> list[str]:
        model = ModelRef("huggingface", f"a/b{suffix}")
        ways = choose_hosts(model, ALL, needs_tokens=0, is_resting=lambda _: False)
        return [choice.reason.partition(" host")[0] for choice in ways]

    assert reasons("") == [
        "groq is the fastest",
        "novita is the next fastest",
        "nscale is the next fastest",
    ]
    assert reasons(":cheapest")[:2] == ["novita is the cheapest", "groq is the next cheapest"]
    assert reasons(":novita") == [
        "novita was asked for a/b (20 tokens/s; $0.2 in and $0.2 out per million)."
    ]


@pytest.mark.parametrize(
    ("model", "hosts"),
    [
        (ModelRef("ollama", "gpt-oss:20b"), ALL),
        (ModelRef("huggingface", "a/b:preferred"), ALL),
        (ModelRef("huggingface", "a/b"), []),
    ],
)
def test_what_we_cannot_choose_for_is_asked_as_it_is_named(
    model: ModelRef, hosts: list[Host]
) -> None:
    (choice,) = choose_hosts(model, hosts, needs_tokens=0, is_resting=lambda _: False)
    assert (choice.model, choice.host) == (model, None)


@pytest.mark.parametrize(
    ("provider", "name", "parts"),
    [
        ("huggingface", "a/b", ("a/b", "")),
        ("huggingface", "a/b:groq", ("a/b", "groq")),
        ("huggingface", "a/b:c:groq", ("a/b:c", "groq")),
        ("ollama", "gpt-oss:20b", ("gpt-oss:20b", "")),
    ],
)
def test_the_suffix_stands_after_the_last_colon_at_a_router_only(
    provider: str, name: str, parts: tuple[str, str]
) -> None:
    assert split_suffix(ModelRef(provider, name)) == parts


def test_every_model_has_its_turn_before_a_second_host_has() -> None:
    def way(name: str) -> Choice:
        return Choice(ModelRef("huggingface", name), None, f"why {name}")

    pinned = in_turn([[way("a:1"), way("a:2")], [way("b:1")], [way("c:1"), way("c:2")]])
    assert [model.name for model in pinned.models] == ["a:1", "b:1", "c:1", "a:2", "c:2"]
    assert pinned.reasons["huggingface:b:1"] == "why b:1"


def test_a_host_that_rests_is_told_where_another_one_stands_in() -> None:
    ways = choose_hosts(GLM, ALL, needs_tokens=0, is_resting=lambda ref: ref.name.endswith(":groq"))
    everyone = choose_hosts(GLM, ALL, needs_tokens=0, is_resting=lambda _: True)
    slower = choose_hosts(
        GLM, ALL, needs_tokens=0, is_resting=lambda ref: ref.name.endswith(":novita")
    )

    [told] = in_turn([ways]).left_out

    assert (told.model.label, told.attempts, told.code) == ("GLM 5.2 · groq", 0, "cooling_down")
    assert in_turn([everyone]).left_out == in_turn([slower]).left_out == ()


def test_where_nobody_is_pinned_the_models_stay_as_they_are() -> None:
    assert pin_nobody([GLM], 10).models == (GLM,)
