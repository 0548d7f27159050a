"""What the commands for API keys share: how one is found, told and shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, OutputWrapper
from django.db import OperationalError, ProgrammingError

from accounts.errors import AccountError
from accounts.models import ApiKey
from accounts.services import NewKey

ID_HELP = "its id: the 12 letters and digits after ac_, as the admin lists them"


@contextmanager
def told_in_words() -> Iterator[None]:
    """What is wrong, as a sentence for the terminal. Raises CommandError."""
    try:
        yield
    except AccountError as error:
        raise CommandError(error.message) from error
    except (OperationalError, ProgrammingError) as error:
        why = str(error).partition("\n")[0].rstrip(".")
        raise CommandError(
            f"The database is not ready: {why}. Start it once with `manage.py up`, or run "
            "`manage.py migrate`."
        ) from error


def find_api_key(id_or_key: str) -> ApiKey:
    """By its id. Should somebody give the whole key, its secret is not looked at and not repeated.

    Raises CommandError.
    """
    public_id = id_or_key.removeprefix("ac_").partition("_")[0]
    found = ApiKey.objects.select_related("owner").filter(public_id=public_id).first()
    if found is None:
        raise CommandError(f"There is no such API key. Give {ID_HELP}.")
    return found


def show_new_key(new: NewKey, stdout: OutputWrapper, stderr: OutputWrapper) -> None:
    """The key alone on standard output, so that it can be passed on; the words beside it."""
    row = new.row
    end = f"{row.expires_at:%Y-%m-%d %H:%M} UTC" if row.expires_at else "it is revoked"
    stderr.write(
        f"“{row.name}” of {row.owner.get_username()} may {', '.join(row.scopes)} until {end}.\n"
        "This is the only time the key is shown:",
        style_func=str,
    )
    stdout.write(new.text)
