"""`manage.py rotate_api_key`: a new key in the place of one, which is taken 24 hours more."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from accounts.services import rotate_api_key
from backend.api_key_commands import ID_HELP, find_api_key, show_new_key, told_in_words


class Command(BaseCommand):
    help = "Replace an API key by a new one and print that; the old one ends in 24 hours."
    requires_system_checks = ()  # what they find of providers is of no use here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help=ID_HELP)

    def handle(self, *_: object, id: str, **__: object) -> None:  # noqa: A002  the argument's
        with told_in_words():
            new = rotate_api_key(key=find_api_key(id))
        show_new_key(new, self.stdout, self.stderr)
