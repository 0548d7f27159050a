"""What an Ollama says of its models, and how it fetches others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from providers.adapters.ollama import Ollama
from providers.adapters.ollama_models import Description, LoadedModel, PullProgress
from providers.errors import Cut, NotServed, ProviderError
from providers.protocol import Deadline, Key
from tests.recordings.reading import read_recording

MODELS = Ollama("http://box").models
PULL = "http://box/api/pull"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def pull(recording: str) -> list[PullProgress]:
    read_recording("ollama", recording).serve("POST", PULL)
    return list(MODELS.pull("gemma4", Key(), Deadline.after(5)))


def test_a_model_is_described() -> None:
    read_recording("ollama", "show").serve("POST", "http://box/api/show")
    capabilities = frozenset(["completion", "tools", "thinking"])
    assert MODELS.show("gemma4", Key(), Deadline.after(5)) == Description(
        "gemma4", "gemma4", 131_072, capabilities
    )


def test_a_model_that_is_not_there_is_not_served() -> None:
    error = {"error": "model 'gone' not found"}
    responses.add("POST", "http://box/api/show", status=404, json=error)
    with pytest.raises(NotServed):
        MODELS.show("gone", Key(), Deadline.after(5))


def test_what_is_loaded_has_its_real_context() -> None:
    read_recording("ollama", "loaded").serve("GET", "http://box/api/ps")
    gemma = LoadedModel("gemma4:latest", 8192, 6_442_450_944, video_bytes=5_368_709_120)
    assert MODELS.loaded(Key()) == [gemma]


def test_the_version_is_told() -> None:
    responses.add("GET", "http://box/api/version", json={"version": "0.30.1"})
    assert MODELS.version(Key()) == "0.30.1"


def test_a_pull_tells_how_far_it_is_and_ends_with_success() -> None:
    steps = pull("pull")
    assert PullProgress("pulling 3f2a9b1c", 2000, 2000) in steps
    assert steps[-1] == PullProgress("success", is_done=True)
    assert not any(step.is_done for step in steps[:-1])


def test_a_pull_that_breaks_off_is_cut() -> None:
    with pytest.raises(Cut):
        pull("cut_pull")


def test_an_error_in_the_middle_of_a_pull_is_an_error() -> None:
    with pytest.raises(ProviderError, match="file does not exist"):
        pull("error_in_pull")


def old_daemon(**shown: object) -> Ollama:
    """Its list says nothing of capabilities."""
    responses.add("GET", "http://box/api/tags", json={"models": [{"name": "m:latest"}]})
    responses.add("POST", "http://box/api/show", json=shown)
    return Ollama("http://box")


@pytest.mark.parametrize(
    ("shown", "can_chat"),
    [
        ({"capabilities": ["embedding"]}, False),
        ({"capabilities": ["completion"]}, True),
        ({}, True),
    ],
)
def test_where_the_list_is_silent_each_model_is_asked(
    shown: dict[str, list[str]], can_chat: object
) -> None:
    (entry,) = old_daemon(**shown).catalogue(Key())
    assert entry.can_chat is can_chat


def test_a_model_is_asked_once_whether_it_thinks() -> None:
    provider = old_daemon(capabilities=["completion", "thinking"])
    for model in ("m", "m:latest"):
        assert provider.models.has("thinking", model, Key(), Deadline.after(5))
    assert len(responses.calls) == 1
