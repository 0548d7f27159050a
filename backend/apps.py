"""Registers the app, for its commands."""

from django.apps import AppConfig


class BackendConfig(AppConfig):
    name = "backend"
