"""JSON Schema (2020-12) of a case: nothing is fetched for it, and no check of it takes long."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError, validators
from referencing import Registry

from providers.model_tests.errors import BadCase
from providers.model_tests.limits import MATCH_SECONDS, TookTooLong, compile_pattern, is_found

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PLAIN_NAME: Final = re.compile(r"[\w.-]+")  # which stands in a reference as it is
ELSEWHERE: Final = ("$schema", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor")
REASON_CHARACTERS: Final = 200
NO_FORMATS: Final = FormatChecker(formats=())  # an expression is read by us, not by `re`

Schema = dict[str, Any]
Check = Callable[..., Iterator[ValidationError] | None]


def read_schema(value: object) -> Schema:
    """A schema whose every check can be held to the limit. Raises BadCase."""
    if not isinstance(value, dict):
        raise BadCase("A JSON schema is an object.")
    schema = {name: part for name, part in value.items() if name not in ("$schema", "$id")}
    if str(value.get("$schema", DIALECT)).rstrip("#") != DIALECT:
        raise BadCase(f"A JSON schema is written in {DIALECT}.")
    references = _references_to(schema.get("$defs"))
    try:
        for part in _objects_in(schema):
            _refuse_unbounded(part, references)
        Draft202012Validator.check_schema(schema, format_checker=NO_FORMATS)
    except SchemaError as error:
        raise BadCase(f"This is no JSON schema: {_told(error)}") from error
    except RecursionError as error:
        raise BadCase("This JSON schema is nested too deeply.") from error
    return schema


def find_fault(schema: Schema, value: object) -> str:
    """Why the value does not fit, in one sentence; empty where it does. Raises TookTooLong."""
    try:
        validator = _bounded(time.monotonic() + MATCH_SECONDS)(schema, registry=Registry())
        error = next(validator.iter_errors(value), None)
    except RecursionError:
        return "it or its schema is nested too deeply"
    except ArithmeticError:
        return "a number in it is too large to be checked"
    return _told(error) if error else ""


def read_json(text: str) -> object:
    """What a model wrote as JSON; it may stand in one fence. Raises ValueError."""
    lines = text.strip().split("\n")
    if len(lines) > 1 and lines[0].startswith("```") and lines[-1].strip() == "```":
        lines = lines[1:-1]
    try:
        return json.loads("\n".join(lines), parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError from error


def _objects_in(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _objects_in(part)


def _references_to(definitions: object) -> set[str]:
    names = definitions if isinstance(definitions, dict) else ()
    return {"#", *(f"#/$defs/{name}" for name in names if PLAIN_NAME.fullmatch(name))}


def _refuse_unbounded(part: Mapping[str, object], references: Collection[str]) -> None:
    """What would be checked by others than us (another dialect, Python's `re`), and references
    that lead to no schema of its own."""
    for name in ELSEWHERE:
        if isinstance(part.get(name), str):
            raise BadCase(f"A JSON schema here has no {name} within.")
    if isinstance(part.get("patternProperties"), dict):
        raise BadCase("A JSON schema here has no patternProperties.")
    if isinstance(part.get("pattern"), str):
        compile_pattern(str(part["pattern"]))
    reference = part.get("$ref")
    if isinstance(reference, str) and reference not in references:
        raise BadCase(f"Nothing stands at the $ref {reference[:60]!r}: it names one of its $defs.")


def _bounded(ends_at: float) -> Any:  # noqa: ANN401  jsonschema makes its classes as it runs
    checks = {
        name: partial(_in_time, ends_at, check)
        for name, check in {**Draft202012Validator.VALIDATORS, "pattern": _matches}.items()
    }
    return validators.extend(Draft202012Validator, checks)  # type: ignore[no-untyped-call]


def _in_time(ends_at: float, check: Check, *about: object) -> Iterator[ValidationError] | None:
    if time.monotonic() > ends_at:
        raise TookTooLong
    return check(*about)


def _matches(_: object, pattern: str, value: object, __: object) -> Iterator[ValidationError]:
    if isinstance(value, str) and not is_found(compile_pattern(pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _told(error: ValidationError | SchemaError) -> str:
    return f"at {error.json_path}: {error.message}"[:REASON_CHARACTERS]


def _no_number(name: str) -> object:
    raise ValueError(name)
