"""Signing in at Django's admin: its tries are counted with those of the interface."""

from __future__ import annotations

from math import ceil
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_variables
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.throttles import AdminSignInThrottle, TooManySignIns


class CountedSignInForm(AdminAuthenticationForm):
    """`wait` in seconds, where the name was tried too often; then no password is looked at."""

    wait: float | None = None

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if name and self.request:
            self.count(name, self.request)
        return super().clean()

    def count(self, name: str, request: HttpRequest) -> None:
        throttle = AdminSignInThrottle(name)
        if not throttle.allow_request(Request(request), APIView()):
            self.wait = throttle.wait()
            refusal = TooManySignIns(self.wait)
            raise ValidationError(str(refusal.detail), code=TooManySignIns.default_code)


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The page of Django's admin, with 429 and `Retry-After` where it refuses to look."""
    response = cast(HttpResponseBase, admin.site.login(request))
    if not isinstance(response, TemplateResponse):
        return response
    form = (response.context_data or {}).get("form")
    if isinstance(form, CountedSignInForm) and form.wait is not None:
        response.status_code = 429
        response.headers["Retry-After"] = str(ceil(form.wait))
    return response
