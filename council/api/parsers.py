"""What a body may be: one JSON object, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.utils import json

NO_FIELDS: Final = re.compile(rb"--[^\r\n]{1,70}--\s*")  # RFC 2046, 5.1.1: the end mark alone


class JSONObjectParser(JSONParser):
    """Raises ParseError for whatever else is sent, however deep it is nested."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002  JSON names its encoding itself
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        try:
            found = json.loads(stream.read())
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        if not isinstance(found, dict):
            raise ParseError("Send a JSON object.")
        return found


class NoFieldsParser(BaseParser):
    """A form without fields: some clients send one where they have nothing to say. Raises
    UnsupportedMediaType for any other form."""

    media_type = "multipart/form-data"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        if not NO_FIELDS.fullmatch(stream.read()):
            raise UnsupportedMediaType(media_type or self.media_type)
        return {}
