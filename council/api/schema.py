"""The events and their stream in the OpenAPI schema, which cannot see them for itself."""

from __future__ import annotations

import types
from dataclasses import Field, fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from council.deliberation.events import EVENTS

Schema = dict[str, Any]

PLAIN: dict[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}
HEAD: Schema = {
    "seq": {"type": "integer"},
    "at": {"type": "string", "format": "date-time"},
}
STREAM_PATH = "/api/deliberations/{deliberation_id}/events/"
REFUSALS = ("400", "401", "403", "404")


def add_stream(result: Schema, generator: object, **_: object) -> Schema:  # noqa: ARG001
    """Put the call that streams events into the schema."""
    told = "Server-Sent Events: `id` is `epoch:seq`, `event` a type, `data` a DeliberationEvent."
    body = {"text/event-stream": {"schema": {"type": "string"}}}
    refusal = {"application/json": {"schema": _reference("ErrorOutput")}}
    result["paths"][STREAM_PATH] = {
        "get": {
            "operationId": "deliberations_events",
            "description": f"{told} `event: reset` voids what was read: the log begins anew.",
            "parameters": [
                _parameter("deliberation_id", "path"),
                _parameter("after", "query"),
                _parameter("Last-Event-ID", "header"),
            ],
            "tags": ["deliberations"],
            "security": [{"api_key": []}, {"session": []}],
            "responses": {
                "200": {"content": body, "description": ""},
                **{code: {"content": refusal, "description": ""} for code in REFUSALS},
            },
        }
    }
    return result


def add_events(result: Schema, generator: object, **_: object) -> Schema:  # noqa: ARG001
    """Put every event into the schema, and `DeliberationEvent`, any of them."""
    schemas: Schema = result["components"]["schemas"]
    names = []
    for type_name, event in EVENTS.items():
        names.append(f"{event.__name__}Event")
        schema = _object(event, schemas)
        schema["properties"] = {
            **HEAD,
            "type": {"type": "string", "const": type_name},
            **schema["properties"],
        }
        schema["required"] = [*HEAD, "type", *schema["required"]]
        schemas[names[-1]] = schema
    schemas["DeliberationEvent"] = {
        "oneOf": [_reference(name) for name in names],
        "discriminator": {
            "propertyName": "type",
            "mapping": {
                type_name: _reference(name)["$ref"]
                for type_name, name in zip(EVENTS, names, strict=True)
            },
        },
    }
    return result


def _parameter(name: str, place: str) -> Schema:
    kind = {"format": "uuid"} if place == "path" else {}
    schema = {"type": "string", **kind}
    return {"in": place, "name": name, "schema": schema, "required": place == "path"}


def _object(kind: type, schemas: Schema) -> Schema:
    hints = get_type_hints(kind)
    shown: list[Field[Any]] = list(fields(kind))
    return {
        "type": "object",
        "properties": {field.name: _schema(hints[field.name], schemas) for field in shown},
        "required": [field.name for field in shown],
    }


def _schema(kind: object, schemas: Schema) -> Schema:
    if isinstance(kind, type) and kind in PLAIN:
        return dict(PLAIN[kind])
    if get_origin(kind) in (Union, types.UnionType):
        return {"anyOf": [_schema(part, schemas) for part in get_args(kind)]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], schemas)}
    if is_dataclass(kind) and isinstance(kind, type):
        schemas.setdefault(kind.__name__, _object(kind, schemas))
        return _reference(kind.__name__)
    raise TypeError(f"{kind} has no place in an event")


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
