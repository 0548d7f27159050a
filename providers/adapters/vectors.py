"""Vectors in every shape that providers send them: bare, nested, in objects, in base64."""

from __future__ import annotations

import base64
import binascii
import math
import struct
from collections.abc import Sequence

from providers.adapters.framing import as_frame, as_frames
from providers.errors import InvalidRequest, Malformed
from providers.task_protocol import EmbeddingCall, Vector

FLOAT_BYTES = 4


def refuse_nothing(call: EmbeddingCall) -> None:
    """Raises InvalidRequest where a provider would say 400, or drop a text without a word."""
    if not call.texts or not all(call.texts):
        raise InvalidRequest("There is no text to make a vector of.")


def as_vectors(values: Sequence[object], texts: int) -> tuple[Vector, ...]:
    """One for each text, of length 1. Raises Malformed if there are more, fewer, or none."""
    if len(values) != texts:
        raise Malformed("The provider sent another number of vectors than there are texts.")
    return tuple(_unit(_vector(value)) for value in values)


def listed_vectors(document: object) -> list[object]:
    """`{"data": [{"index", "embedding"}]}`, in whichever order they come."""
    listed = as_frames(as_frame(document).get("data"))
    if all(isinstance(item.get("index"), int) for item in listed):
        listed.sort(key=lambda item: int(item["index"]))
    return [item.get("embedding") for item in listed]


def bare_vectors(document: object, texts: int) -> list[object]:
    """A bare array: one vector, one for each text, or one for each token of each text."""
    depth = _depth(document)
    if not isinstance(document, list) or depth not in (1, 2, 3):
        raise Malformed("The provider sent something else than vectors.")
    if depth == 1:
        return [document]
    if depth == 2:
        # Of one text there may be a vector for each token, without a list around them.
        return document if len(document) == texts else [_mean(document)]
    return [_mean(tokens) for tokens in document]


def _depth(value: object) -> int:
    depth = 0
    while isinstance(value, list) and value:
        depth, value = depth + 1, value[0]
    return depth


def _mean(tokens: Sequence[object]) -> list[float]:
    vectors = [_vector(token) for token in tokens]
    if len({len(vector) for vector in vectors}) != 1:
        raise Malformed("The provider sent vectors of different lengths.")
    return [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]


def _vector(value: object) -> Vector:
    if isinstance(value, str):
        return _decoded(value)
    if not isinstance(value, list) or not value:
        raise Malformed("The provider sent something else than vectors.")
    if not all(isinstance(number, (int, float)) for number in value):
        raise Malformed("The provider sent something else than vectors.")
    return tuple(float(number) for number in value)


def _decoded(text: str) -> Vector:
    """Base64 of little-endian floats of four bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
        vector: Vector = struct.unpack(f"<{len(raw) // FLOAT_BYTES}f", raw)
    except (binascii.Error, struct.error) as error:
        raise Malformed("The provider sent a vector that cannot be decoded.") from error
    if not vector:
        raise Malformed("The provider sent an empty vector.")
    return vector


def _unit(vector: Vector) -> Vector:
    length = math.hypot(*vector)
    if not math.isfinite(length):
        raise Malformed("The provider sent a vector that is none.")
    return tuple(number / length for number in vector) if length else vector
