"""How often a name may be tried from one address: a password is not found by trying them all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView


class TooManySignIns(Throttled):
    default_code = "too_many_sign_ins"
    default_detail = "This name was tried too often from your address."
    extra_detail_singular = "Try again in {wait} second."
    extra_detail_plural = "Try again in {wait} seconds."


class SignInThrottle(SimpleRateThrottle):
    """Counts the tries of all web processes, whether or not they let somebody in. The address is
    the one the server vouches for: a header that anybody can send is not asked."""

    scope = "sign_in"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:  # noqa: ARG002
        if request.method != "POST":
            return None
        name = self.name_in(request).strip().casefold()
        tried = f"{request.META.get('REMOTE_ADDR', '')}\n{name}"
        ident = hashlib.sha256(tried.encode()).hexdigest()
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def name_in(self, request: Request) -> str:
        return str(request.data.get("name", "")) if isinstance(request.data, dict) else ""


class AdminSignInThrottle(SignInThrottle):
    """The same counter for the form of Django's admin, which has read the name already."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def name_in(self, request: Request) -> str:  # noqa: ARG002
        return self.name
