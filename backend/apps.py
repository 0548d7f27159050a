"""Registers the app, for its commands and checks."""

from django.apps import AppConfig
from django.core.checks import register

from backend.checks import check_encryption_keys, check_secrets


class BackendConfig(AppConfig):
    name = "backend"

    def ready(self) -> None:
        register(check_secrets)
        register(check_encryption_keys)
