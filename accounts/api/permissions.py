"""What an API key may do: its scopes; and what none may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiKey

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which imports this, as the settings name it


class MissingScope(PermissionDenied):
    default_code = "missing_scope"

    def __init__(self, scope: ApiKey.Scope) -> None:
        self.auth_header = f'Bearer error="insufficient_scope", scope="{scope}"'
        super().__init__(
            f"This API key lacks the scope “{scope}”: make one that has it, under Settings or by "
            f"manage.py create_api_key NAME --scopes {','.join(ApiKey.Scope.values)}."
        )


class NotByKey(PermissionDenied):
    default_code = "not_by_api_key"
    default_detail = "No API key opens this, whatever its scopes: sign in."


class HasScope(BasePermission):
    """`read` for what changes nothing, `ask` for all else. Who signed in may do both."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        if isinstance(request.auth, ApiKey):
            check_scope(request.auth, request.method or "")
        return True


class InPerson(BasePermission):
    """For keys, whether a person's own or a provider's: a key that could make others would outlive
    its own end. Raises NotByKey."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        if isinstance(request.auth, ApiKey):
            raise NotByKey
        return True


def check_scope(key: ApiKey, method: str) -> None:
    """Raises MissingScope."""
    needed = ApiKey.Scope.READ if method in SAFE_METHODS else ApiKey.Scope.ASK
    if not key.may(needed):
        raise MissingScope(needed)
