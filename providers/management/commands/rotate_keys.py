"""`manage.py rotate_keys`: encrypt the provider keys of the database by the newest key."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from providers.keys import rotate_keys


class Command(BaseCommand):
    help = (
        "Encrypt the provider keys in the database by the first of ENCRYPTION_KEYS. After that no "
        "other is needed for them. Safe to repeat."
    )

    def handle(self, *_: object, **__: object) -> None:
        done = rotate_keys()
        self.stdout.write(
            f"Encrypted anew: {done.renewed}. Under the newest of ENCRYPTION_KEYS: {done.readable} "
            f"of {done.readable + len(done.closed)}."
        )
        if done.closed:
            told = "\n".join(f"  {row}" for row in done.closed)
            raise CommandError(
                "None of ENCRYPTION_KEYS opens these. They were left as they are: put back the "
                "one they were encrypted by and repeat this, or type the keys anew in the admin.\n"
                f"{told}"
            )
