"""`manage.py sync_registry`: brings what we ship into the database."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from providers.sync import sync_registry


class Command(BaseCommand):
    help = "Bring the shipped providers and models into the database; edits made there stay."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002  Django's signature
        changes = sync_registry()
        for change in changes:
            self.stdout.write(change)
        if not changes:
            self.stdout.write("The registry is up to date.")
