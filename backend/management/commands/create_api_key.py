"""`manage.py create_api_key`: a key with which a program asks as a person."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from accounts.models import ApiKey
from accounts.services import MOST_DAYS, create_api_key
from backend.api_key_commands import show_new_key, told_in_words
from backend.single_user import OWNER, owner

SCOPES = ",".join(ApiKey.Scope.values)


class Command(BaseCommand):
    help = "Make an API key and print it: this once, it is kept nowhere."
    requires_system_checks = ()  # what they find of providers is of no use here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what it is for")
        parser.add_argument("--user", default="", help=f"whose it is; {OWNER} if left out")
        parser.add_argument(
            "--scopes", default=SCOPES, help=f"what it may do, of {SCOPES}; all if left out"
        )
        parser.add_argument(
            "--days", type=days, help="how long it lasts; until it is revoked if left out"
        )

    def handle(
        self, *_: object, name: str, user: str, scopes: str, days: int | None, **__: object
    ) -> None:
        with told_in_words():
            new = create_api_key(
                owner=find_person(user),
                name=name,
                scopes=[scope.strip() for scope in scopes.split(",")],
                lasts=timedelta(days=days) if days else None,
            )
        show_new_key(new, self.stdout, self.stderr)


def days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise ArgumentTypeError(f"give a number of days from 1 to {MOST_DAYS}")
    return int(text)


def find_person(username: str) -> User:
    """The owner of this machine if nobody is named: made where there is nobody at all.

    Raises CommandError.
    """
    if not username and not User.objects.exists():
        return owner()
    found = User.objects.filter(username=username or OWNER).first()
    if found is None and not username:
        raise CommandError("Say whose key it is: --user USERNAME.")
    if found is None:
        raise CommandError(
            f"There is no user named {username}. Make users in the admin; "
            "`manage.py createsuperuser` makes the first."
        )
    if not found.is_active:
        raise CommandError(f"{found.get_username()} is not active: nobody could use the key.")
    return found
