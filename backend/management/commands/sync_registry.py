"""`manage.py sync_registry`: brings what we ship into the database."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from council.ready_made import sync_councils
from providers.sync import sync_registry


class Command(BaseCommand):
    help = "Bring shipped providers, models and councils into the database; edits there stay."

    def handle(self, *_: object, **__: object) -> None:
        for change in [*sync_registry(), *sync_councils()] or ["All is up to date."]:
            self.stdout.write(change)
