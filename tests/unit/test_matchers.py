"""What an answer is held to, and that nobody's expression or schema hangs us."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from providers.model_tests.errors import BadCase
from providers.model_tests.limits import MATCH_SECONDS
from providers.model_tests.matchers import miss, read_matcher

LONG_SECONDS = 20.0  # of a busy machine; what is interrupted counts its own time
PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "pattern": "^[A-Z]"}, "age": {"type": "integer"}},
    "required": ["name"],
}
KEYWORDS = [*Draft202012Validator.VALIDATORS, "$defs", "$id", "$anchor", "$schema", "a"]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "#", "#/$defs/a", "(a+)+$", "object", "integer", "a", "1" * 400]),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(KEYWORDS), part, max_size=4)
    ),
    max_leaves=12,
)
WORDS = st.text(alphabet="abXY ,.-é", max_size=30)


def passes(text: str, **matcher: object) -> bool:
    return miss(read_matcher(matcher), text) == ""


@pytest.mark.parametrize(
    ("matcher", "right", "wrong"),
    [
        ({"contains": "paris"}, "It is PARIS.", "It is Lyon."),
        ({"any_of": ["four", "4"]}, "2 + 2 = 4", "2 + 2 = 5"),
        ({"word": "art"}, "Art is long.", "The party starts."),
        ({"word": "c++"}, "In C++ it is so.", "In C it is so."),
        ({"regex": r"\d{4}-\d{2}"}, "Since 2024-05.", "Since May."),
        ({"min_length": 3}, "yes", " no "),
        ({"json_schema": PERSON}, '{"name": "Ann"}', '{"name": "ann"}'),
        ({"json_schema": {"type": "string"}}, '"one\u2028two"', "1"),
        ({"json_schema": PERSON}, '```json\n{"name": "Ann"}\n```', "Ann is her name."),
    ],
)
def test_each_kind_tells_right_from_wrong(
    matcher: dict[str, object], right: str, wrong: str
) -> None:
    assert miss(read_matcher(matcher), right) == ""
    assert miss(read_matcher(matcher), wrong)


@given(WORDS, WORDS, WORDS)
def test_what_stands_in_a_text_is_contained_in_it(before: str, wanted: str, after: str) -> None:
    if wanted:
        assert passes(before + wanted.swapcase() + after, contains=wanted)


@given(WORDS, st.lists(WORDS.filter(bool), min_size=1, max_size=4))
def test_any_of_is_as_good_as_its_best(text: str, wanted: list[str]) -> None:
    assert passes(text, any_of=wanted) == any(passes(text, contains=each) for each in wanted)


@given(WORDS, st.from_regex(r"[abXYé]{1,4}", fullmatch=True))
def test_a_word_is_one_of_those_the_text_is_made_of(text: str, word: str) -> None:
    words = re.findall(r"\w+", text.casefold())
    assert passes(text, word=word) == (word.casefold() in words)


@given(st.text(max_size=30), st.integers(1, 30))
def test_a_length_is_that_without_the_blanks_around(text: str, length: int) -> None:
    assert passes(f"  {text}\n", min_length=length) == (len(text.strip()) >= length)


@given(st.text(max_size=200))
def test_no_text_breaks_any_kind(text: str) -> None:
    for matcher in ({"json_schema": PERSON}, {"regex": r"(\w+\s?)+$"}, {"word": "a"}):
        assert isinstance(miss(read_matcher(matcher), text), str)


@given(st.dictionaries(st.sampled_from(KEYWORDS), JSON, max_size=4), JSON)
def test_no_schema_breaks_us(schema: dict[str, object], value: object) -> None:
    try:
        matcher = read_matcher({"json_schema": schema})
    except BadCase:
        return
    assert isinstance(miss(matcher, json.dumps(value)), str)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("(x+x+)+y", "x" * 5000), ("(a|aa)+$", "a" * 60 + "!"), (r"(\w|\w\w)+$", "é" * 300 + "!")],
)
def test_an_expression_without_an_end_is_given_up(pattern: str, text: str) -> None:
    began = time.monotonic()

    for matcher in ({"regex": pattern}, {"json_schema": {"pattern": pattern}}):
        told = miss(read_matcher(matcher), text if "regex" in matcher else json.dumps(text))
        assert told == f"Whether it matches was not found out in {MATCH_SECONDS:g} s."
    assert time.monotonic() - began < LONG_SECONDS


def test_a_schema_without_an_end_is_given_up() -> None:
    twice = {f"a{n}": {"anyOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)}
    schema = {"$ref": "#/$defs/a0", "$defs": {**twice, "a40": {"type": "null"}}}
    began = time.monotonic()

    assert "was not found out" in miss(read_matcher({"json_schema": schema}), "1")
    assert time.monotonic() - began < LONG_SECONDS


@pytest.mark.parametrize(
    ("schema", "text", "told"),
    [
        ({"$id": "a", "type": "null"}, "1", "at $: 1 is not of type 'null'"),
        (PERSON, '{"name": "Ann", "age": "4"}', "at $.age: '4' is not of type 'integer'"),
        ({"$ref": "#"}, "1", "nested too deeply"),
        ({"multipleOf": 0.5}, "1" * 400, "a number in it is too large"),
        ({"multipleOf": 0.5}, "1e999", "a number in it is too large"),
        ({"type": "number"}, "NaN", "It is no JSON."),
        ({"type": "array"}, "[" * 100_000, "It is no JSON."),
        ({"type": "number"}, "1" * 5000, "It is no JSON."),
    ],
)
def test_why_json_does_not_fit_is_told(schema: dict[str, Any], text: str, told: str) -> None:
    assert told in miss(read_matcher({"json_schema": schema}), text)


def deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"not": schema}
    return schema


@pytest.mark.parametrize(
    ("matcher", "told"),
    [
        ("contains", "A matcher is an object with one of contains"),
        ({"contains": "a", "word": "b"}, "A matcher is an object with one of"),
        ({"containes": "a"}, "There is no matcher 'containes'"),
        ({"contains": ""}, "contains takes a text"),
        ({"any_of": []}, "any_of is a list"),
        ({"any_of": ["a", 1]}, "any_of takes a text"),
        ({"word": None}, "word takes a text"),
        ({"regex": "("}, "is no regular expression"),
        ({"regex": "(" * 490 + ")" * 490}, "is no regular expression"),
        ({"regex": "a" * 1001}, "at most 1,000 characters"),
        ({"min_length": 0}, "1 or more"),
        ({"min_length": True}, "1 or more"),
        ({"json_schema": []}, "is an object"),
        ({"json_schema": {"type": "text"}}, "This is no JSON schema"),
        ({"json_schema": {"properties": {"a": {"pattern": "("}}}}, "is no regular expression"),
        ({"json_schema": {"patternProperties": {"a": {}}}}, "has no patternProperties"),
        ({"json_schema": {"items": {"$schema": "x"}}}, "has no $schema within"),
        ({"json_schema": {"$schema": "http://json-schema.org/draft-07/schema#"}}, "is written in"),
        ({"json_schema": {"$schema": 3}}, "is written in"),
        ({"json_schema": {"$ref": "https://example.org/a"}}, "Nothing stands at the $ref"),
        ({"json_schema": {"$ref": "#/$defs/gone", "$defs": {"a": {}}}}, "Nothing stands at"),
        ({"json_schema": {"$ref": "a", "$defs": {"a": {}}}}, "Nothing stands at the $ref 'a'"),
        ({"json_schema": {"$ref": "#/const", "const": {"type": 3}}}, "Nothing stands at"),
        ({"json_schema": {"$dynamicRef": "#a"}}, "has no $dynamicRef"),
        ({"json_schema": deep(2000)}, "nested too deeply"),
    ],
)
def test_what_cannot_be_held_to_is_refused(matcher: object, told: str) -> None:
    with pytest.raises(BadCase, match=re.escape(told)):
        read_matcher(matcher)
