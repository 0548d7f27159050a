"""Models compared and tested in one call, which is answered when the last of them has ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from math import ceil
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import asking_key
from providers.api.comparison_serializers import (
    MOST_SECONDS,
    CaseReportOutput,
    CasesInput,
    ComparisonInput,
    ComparisonOutput,
)
from providers.errors import ProviderError, WindowFull
from providers.money import nano_usd_of
from providers.quota import Spender
from providers.side_by_side import Patience, Unaskable, compare_models, examine_models

# Each holds a thread of the web application for as long as the models speak.
MOST_AT_ONCE = max(1, settings.WEB_THREADS // 4)
BUSY_SECONDS = 10
places = threading.BoundedSemaphore(MOST_AT_ONCE)

Told = TypeVar("Told")


class Busy(APIException):
    status_code = 429
    default_code = "busy"
    default_detail = (
        f"{MOST_AT_ONCE} comparisons or tests are under way, and that is the most at once: send "
        "yours again in a moment."
    )
    wait = BUSY_SECONDS


class NoRoom(APIException):
    status_code = 429
    default_code = WindowFull.code

    def __init__(self, refusal: ProviderError) -> None:
        super().__init__(refusal.message)
        if refusal.retry_after_seconds is not None:
            self.wait = ceil(refusal.retry_after_seconds)


class ModelComparisonView(APIView):
    """One query put to several models side by side, nobody else in the place of any."""

    @extend_schema(
        operation_id="models_compare", request=ComparisonInput, responses={200: ComparisonOutput}
    )
    def post(self, request: Request) -> Response:
        wanted = ComparisonInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        compared = _in_its_place(
            lambda: compare_models(
                names=given["models"],
                query=given["query"],
                spender=_spender(request, given),
                patience=_patience(given),
            )
        )
        return Response(ComparisonOutput(compared).data)


class ModelTestView(APIView):
    """Cases put to models: how many were answered at all, and how many of the answers pass."""

    @extend_schema(
        operation_id="models_test", request=CasesInput, responses={200: CaseReportOutput}
    )
    def post(self, request: Request) -> Response:
        wanted = CasesInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        report = _in_its_place(
            lambda: examine_models(
                names=given["models"],
                cases=given["cases"],
                spender=_spender(request, given),
                patience=_patience(given),
            )
        )
        return Response(CaseReportOutput(report).data)


def _in_its_place(ask: Callable[[], Told]) -> Told:
    if not places.acquire(blocking=False):
        raise Busy
    try:
        return ask()
    except Unaskable as refused:
        raise ValidationError(refused.fields) from refused
    except ProviderError as refusal:
        raise NoRoom(refusal) from refusal
    finally:
        places.release()


def _spender(request: Request, given: dict[str, Any]) -> Spender:
    key, limit = asking_key(request), given["max_cost_usd"]
    person = cast(User, request.user)
    return Spender(
        person_id=person.pk,
        api_key_id=key.counted_as if key else "",
        max_cost_nano_usd=None if limit is None else nano_usd_of(limit),
        is_staff=key is None and person.is_staff,
    )


def _patience(given: dict[str, Any]) -> Patience:
    return Patience(given["deadline_seconds"], MOST_SECONDS)
