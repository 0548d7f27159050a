"""`manage.py revoke_api_key`: no program gets in with it any more."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from accounts.services import revoke_api_key
from backend.api_key_commands import ID_HELP, find_api_key, told_in_words


class Command(BaseCommand):
    help = "Revoke an API key at once, with those it has replaced."
    requires_system_checks = ()  # what they find of providers is of no use here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help=ID_HELP)

    def handle(self, *_: object, id: str, **__: object) -> None:  # noqa: A002  the argument's
        with told_in_words():
            key = find_api_key(id)
            revoke_api_key(key=key)
        self.stdout.write(f"Revoked “{key.name}” of {key.owner.get_username()}.")
