"""Registers the app and its start-up checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from providers.checks import check_addresses, check_keys, check_stored_keys


class ProvidersConfig(AppConfig):
    name = "providers"
    verbose_name = "Providers and models"

    def ready(self) -> None:
        register(check_keys)
        register(check_addresses)
        register(check_stored_keys, Tags.database)
