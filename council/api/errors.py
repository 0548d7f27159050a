"""Error class → HTTP status, and the one shape of every error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from math import ceil
from typing import Any

import redis
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.api.authentication import SignInFirst
from council import errors

log = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]

STATUS: dict[type[errors.CouncilError], int] = {
    errors.UnknownCouncil: 404,
    errors.UnknownMember: 404,
    errors.UnknownTurn: 404,
    errors.ReadyMade: 403,
    errors.UnusableLineUp: 400,
    errors.CouncilIncomplete: 409,
    errors.AlreadyFinished: 409,
    errors.NothingGiven: 409,
    errors.NothingToSkip: 409,
    errors.NothingWaits: 409,
    errors.StillRunning: 409,
    errors.NotFinished: 409,
    errors.NoChair: 409,
    errors.NoOpinion: 400,
    errors.KeyReused: 422,
    errors.UnknownMarker: 400,
    errors.UnknownStrategy: 400,
    errors.WindowFull: 429,
}

AWAY = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)
AWAY_SECONDS = 5


class TooLong(exceptions.APIException):
    status_code = 413
    default_code = "too_long"
    default_detail = "The body is too long."


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """The shape of every error; None (and so a 500) for what we did not expect."""
    set_rollback()
    request_id = getattr(context["request"]._request, "id", "")
    if isinstance(error, errors.CouncilError):
        body = shape(error.code, error.message, error.fields, request_id)
        return Response(body, STATUS.get(type(error), 500), headers=_retry_after(error))
    if isinstance(error, AWAY):
        log.error("Redis or the database is away", exc_info=error)
        body = shape("internal_fault", "A part of ours is away; try again.", {}, request_id)
        return Response(body, 503, headers={"Retry-After": str(AWAY_SECONDS)})
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing here.")
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif type(error) is exceptions.NotAuthenticated:
        error = SignInFirst()
    elif isinstance(error, RequestDataTooBig):
        error = TooLong()
    if not isinstance(error, exceptions.APIException):
        return None
    return Response(_of_framework(error, request_id), error.status_code, headers=_headers_of(error))


def refuse(request: HttpRequest, error: exceptions.APIException) -> JsonResponse:
    """The same for views outside REST framework."""
    body = _of_framework(error, getattr(request, "id", ""))
    return JsonResponse(body, status=error.status_code, headers=_headers_of(error))


def shape(
    code: str, message: str, fields: dict[str, list[str]], request_id: str
) -> dict[str, object]:
    return {"code": code, "message": message, "fields": fields, "request_id": request_id}


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:  # noqa: ARG001
    """For paths that nobody serves."""
    body = shape("not_found", "There is nothing here.", {}, getattr(request, "id", ""))
    return JsonResponse(body, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:  # noqa: ARG001
    """For requests that Django refuses before any view."""
    body = shape("invalid_request", "This request cannot be read.", {}, getattr(request, "id", ""))
    return JsonResponse(body, status=400)


def method_not_allowed(request: HttpRequest) -> JsonResponse:
    """For addresses outside REST framework that can only be read."""
    message = f'Method "{request.method}" not allowed.'
    body = shape("method_not_allowed", message, {}, getattr(request, "id", ""))
    return JsonResponse(body, status=405, headers={"Allow": "GET"})


def read_only(view: View) -> View:
    """For views whose own answer to another method would not be JSON."""

    @csrf_exempt
    def reading(request: HttpRequest, **place: Any) -> HttpResponseBase:  # noqa: ANN401
        return view(request, **place) if request.method == "GET" else method_not_allowed(request)

    return reading


def server_error(request: HttpRequest) -> JsonResponse:
    """For what we did not expect; the log has it under the request id."""
    message = "Something broke on our side."
    body = shape("internal_error", message, {}, getattr(request, "id", ""))
    return JsonResponse(body, status=500)


def _retry_after(error: errors.CouncilError) -> dict[str, str]:
    if isinstance(error, errors.WindowFull) and error.retry_after_seconds is not None:
        return {"Retry-After": str(ceil(error.retry_after_seconds))}
    return {}


def _headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = {"WWW-Authenticate": error.auth_header} if hasattr(error, "auth_header") else {}
    if hasattr(error, "wait") and error.wait is not None:
        headers["Retry-After"] = str(int(error.wait))
    return headers


def _of_framework(error: exceptions.APIException, request_id: str) -> dict[str, object]:
    if isinstance(error, exceptions.ValidationError):
        fields = _fields(error.detail)
        message = " ".join(text for texts in fields.values() for text in texts)
        return shape("invalid_request", message, fields, request_id)
    code = str(error.get_codes()) if isinstance(error.detail, str) else error.default_code
    return shape(code, str(error.detail), {}, request_id)


def _fields(detail: object) -> dict[str, list[str]]:
    if isinstance(detail, dict):
        return {
            path: _texts(texts)
            for name, found in detail.items()
            for path, texts in _paths(str(name), found)
        }
    return {"non_field_errors": _texts(detail)}


def _paths(name: str, found: object) -> Iterator[tuple[str, object]]:
    """Of a list of members the fields of each: `members.0.role`."""
    if isinstance(found, dict) and all(isinstance(each, dict) for each in found.values()):
        for place, each in found.items():
            yield from ((f"{name}.{place}.{field}", texts) for field, texts in each.items())
    else:
        yield name, found


def _texts(detail: object) -> list[str]:
    if isinstance(detail, dict):
        return [text for nested in detail.values() for text in _texts(nested)]
    return [str(text) for text in detail] if isinstance(detail, list) else [str(detail)]
