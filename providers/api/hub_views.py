"""The Hub's catalogue through us: search, and what it says of one model. Kept for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, NotFound
from rest_framework.exceptions import ValidationError as Invalid
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from providers.api.hub_serializers import HubModelFoundOutput, HubSearchInput, HubSearchOutput
from providers.catalogue import hub
from providers.catalogue.hub import Listing, Search
from providers.catalogue.substitutes import explain
from providers.errors import InvalidCredentials, InvalidRequest, NotServed, ProviderError
from providers.models import Provider
from providers.protocol import Key
from providers.sources import HUGGINGFACE, source_of
from providers.stored_keys import is_rehearsal


class HubUnavailable(APIException):
    status_code = 503
    default_code = "hub_unavailable"

    def __init__(self, error: ProviderError) -> None:
        who = "The rehearsal upstream" if is_rehearsal() else "The Hugging Face Hub"
        super().__init__(f"{who} cannot be asked: {error.message}")
        if error.retry_after_seconds is not None:
            self.wait = error.retry_after_seconds


class HubSearchView(APIView):
    """Models on the Hugging Face Hub, beyond those of the registry."""

    @extend_schema(
        operation_id="catalogue_models_search",
        parameters=[HubSearchInput],
        responses=HubSearchOutput,
    )
    def get(self, request: Request) -> Response:
        wanted = HubSearchInput(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        search = Search(
            words=given["search"],
            task=given["task"],
            language=given["language"],
            licence=given["licence"],
            tags=tuple(tag.strip() for tag in given["tags"].split(",") if tag.strip()),
            is_served=given["served"],
            sort=given["sort"],
            limit=given["limit"],
            cursor=given["cursor"],
        )
        try:
            listing = _asking(lambda: hub.search_models(search, _key()))
        except ProviderError as error:
            raise HubUnavailable(error) from error
        found = {
            **_freshness(listing, given["search"]),
            "results": listing.models,
            "next": _next(request, listing.next_cursor),
        }
        return Response(HubSearchOutput(found).data)


class HubModelView(APIView):
    """What the Hub says of one model: task, licence, gate, and who serves it."""

    @extend_schema(responses=HubModelFoundOutput)
    def get(self, request: Request, name: str) -> Response:  # noqa: ARG002  the framework's
        try:
            listing = _asking(lambda: hub.read_model(name, _key()))
        except (NotServed, InvalidCredentials) as missing:
            # Without a key that may see it, what is private is answered like what is not there.
            hub_asked = "The Hub of the rehearsal" if is_rehearsal() else "The Hub"
            raise NotFound(f"{hub_asked} has no such model, or none that we may see.") from missing
        found = {**_freshness(listing, name), "model": listing.models[0]}
        return Response(HubModelFoundOutput(found).data)


def _asking(ask: Callable[[], Listing]) -> Listing:
    try:
        return ask()
    except InvalidRequest as refused:
        raise Invalid({"name": [refused.message]}) from refused
    except (NotServed, InvalidCredentials):
        raise
    except ProviderError as error:
        raise HubUnavailable(error) from error


def _freshness(listing: Listing, name: str) -> dict[str, Any]:
    explanation = explain(name)
    return {
        "rehearsal": is_rehearsal(),
        "fetched_at": listing.fetched_at,
        "age_seconds": int((datetime.now(UTC) - listing.fetched_at).total_seconds()),
        "is_stale": listing.is_stale,
        "note": explanation.message if explanation else "",
    }


def _next(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _key() -> Key:
    """A key raises the Hub's limits, and is not needed; in rehearsal none is shown."""
    if is_rehearsal():
        return Key()
    row = Provider.objects.filter(name=HUGGINGFACE).first()
    return source_of(row).key if row else Key()
