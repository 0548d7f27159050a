"""Which Hugging Face token is meant, of the many names it goes by."""

from __future__ import annotations

import warnings

import pytest

from backend.hugging_face_token import NAMES, find_name, find_token

TOKEN, OTHER = "hf_canarykey", "hf_canarykey2"
PASTED = (
    "hf_canarykey\n",
    "hf_canarykey\r\n",
    "  hf_canarykey\t",
    '"hf_canarykey"',
    "'hf_canarykey'",
    "\ufeffhf_canarykey",
    "\u201chf_canarykey\u201d",
    "\ufeff 'hf_canarykey' \r\n",
    "\xa0'hf_canarykey'\xa0",
    "\u200bhf_canarykey",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_heard(name: str) -> None:
    assert find_token({name: TOKEN}) == TOKEN


def test_the_name_that_was_heard_is_told() -> None:
    assert find_name({"HF_TOKEN": " ", "HUG_API_KEY": TOKEN}) == "HUG_API_KEY"
    assert find_name({}) == "HF_TOKEN"


def test_without_a_token_there_is_none() -> None:
    assert find_token({}) == ""
    assert find_token(dict.fromkeys(NAMES, " ")) == ""


@pytest.mark.parametrize("first", range(len(NAMES)))
def test_the_first_name_wins_and_the_others_are_named_without_their_values(first: int) -> None:
    environment = {name: f"hf_canarykey_{name}" for name in NAMES[first:]}
    if first == len(NAMES) - 1:
        assert find_token(environment) == f"hf_canarykey_{NAMES[first]}"
        return
    with pytest.warns(UserWarning, match=NAMES[first]) as warned:
        assert find_token(environment) == f"hf_canarykey_{NAMES[first]}"
    [warning] = warned
    assert TOKEN not in str(warning.message)
    for name in NAMES[first + 1 :]:
        assert name in str(warning.message)


def test_a_name_that_carries_the_same_token_is_no_conflict() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert find_token({"HF_TOKEN": TOKEN, "HUG_API_KEY": ' "hf_canarykey"\n'}) == TOKEN


def test_only_the_names_that_differ_are_warned_of() -> None:
    environment = {"HF_TOKEN": TOKEN, "HUGGINGFACE_TOKEN": TOKEN, "HUG_API_KEY": OTHER}
    with pytest.warns(UserWarning, match="HUG_API_KEY") as warned:
        find_token(environment)
    assert "HUGGINGFACE_TOKEN" not in str(warned[0].message)


def test_a_blank_name_gives_way_to_the_next() -> None:
    assert find_token({"HF_TOKEN": '""', "HUGGINGFACE_TOKEN": OTHER}) == OTHER


@pytest.mark.parametrize("pasted", PASTED)
def test_what_pasting_leaves_behind_is_taken_away(pasted: str) -> None:
    assert find_token({"HF_TOKEN": pasted}) == TOKEN


def test_several_keys_stay_several() -> None:
    assert find_token({"HF_TOKEN": "hf_canarykey,hf_canarykey2\n"}) == "hf_canarykey,hf_canarykey2"
