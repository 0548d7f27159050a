"""What a body may be: one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils import json


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
