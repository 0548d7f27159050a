"""Links: made and revoked by their person, read by whoever has one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from council import sharing
from council.api.serializers import ErrorOutput
from council.api.share_outputs import link_output, shared_output
from council.api.share_serializers import LinkInput, LinkOutput, SharedOutput
from council.api.views import visible
from council.models import Deliberation, Share

FOR_NOBODY_ELSE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class ShareView(APIView):
    """The link to one deliberation, if there is one."""

    @extend_schema(responses={200: LinkOutput, 404: ErrorOutput})
    def get(self, request: Request, deliberation_id: UUID) -> Response:
        return told(link_to(visible(request, deliberation_id)))

    @extend_schema(
        request=LinkInput,
        responses={200: LinkOutput, 400: ErrorOutput, 404: ErrorOutput, 409: ErrorOutput},
    )
    def put(self, request: Request, deliberation_id: UUID) -> Response:
        """Makes one, or says what its readers may see."""
        sent = LinkInput(data=request.data)
        sent.is_valid(raise_exception=True)
        deliberation = visible(request, deliberation_id)
        with_opinions = sent.validated_data["with_opinions"]
        return told(sharing.share(deliberation=deliberation, with_opinions=with_opinions))

    @extend_schema(responses={200: LinkOutput, 404: ErrorOutput})
    def delete(self, request: Request, deliberation_id: UUID) -> Response:
        sharing.revoke(deliberation=visible(request, deliberation_id))
        return told(None)


class ByAddress(SimpleRateThrottle):
    """Counted by each web process for itself, by where the connection comes from: a header says
    whatever its sender likes, and uvicorn has put in what `TRUSTED_PROXIES` say."""

    rate = "60/minute"

    def get_cache_key(self, request: Request, view: APIView) -> str:  # noqa: ARG002
        return f"shared:{request.META.get('REMOTE_ADDR', '')}"


class SharedView(APIView):
    """What whoever has a link may read, signed in or not."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (ByAddress,)

    @extend_schema(auth=[], responses={200: SharedOutput, 404: ErrorOutput, 429: ErrorOutput})
    def get(self, request: Request, token: str) -> Response:  # noqa: ARG002
        shared = sharing.find_shared(token)
        if shared is None:
            raise Http404
        return Response(SharedOutput(shared_output(shared)).data)

    def finalize_response(
        self, request: Request, response: Response, *args: object, **kwargs: object
    ) -> Response:
        """Also where there is nothing."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, text in FOR_NOBODY_ELSE.items():
            answer.headers[name] = text
        return answer


def link_to(deliberation: Deliberation) -> Share | None:
    return Share.objects.filter(deliberation=deliberation).first()


def told(shared: Share | None) -> Response:
    return Response(LinkOutput(link_output(shared)).data, headers={"Cache-Control": "no-store"})
