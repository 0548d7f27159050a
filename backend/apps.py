"""Registers the app, for its commands and checks."""

from django.apps import AppConfig
from django.core import checks


class BackendConfig(AppConfig):
    name = "backend"

    def ready(self) -> None:
        from backend.checks import check_secrets  # noqa: PLC0415  after the apps are ready

        checks.register(check_secrets)
