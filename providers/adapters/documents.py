"""A whole answer as one JSON document, where nothing is streamed."""

from __future__ import annotations

import orjson

from providers.adapters.failures import failure_in_frame
from providers.adapters.http import HttpClient
from providers.adapters.requesting import Request
from providers.errors import Malformed
from providers.protocol import Deadline


def read_document(http: HttpClient, request: Request, deadline: Deadline) -> object:
    """Raises what an error inside the document says, whatever its status was."""
    body = http.read(request, deadline)
    try:
        document: object = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed from error
    if isinstance(document, dict) and document.get("error"):
        raise failure_in_frame(document, request.private)
    return document
