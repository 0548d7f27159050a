"""A worker process with one deliberation, to be killed, frozen or told to let go.

`python -m tests.integration.lone_worker DATABASE DELIBERATION`; SIGTERM means let go.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import django
from django.conf import settings

ROOT = Path(__file__).parents[2]
LEASE_SECONDS = 0.6


@contextmanager
def lone_worker(deliberation_id: UUID) -> Iterator[subprocess.Popen[bytes]]:
    """One that works on this deliberation, with short leases; it does not outlive the block."""
    database = settings.DATABASES["default"]["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LEASE_SECONDS": str(LEASE_SECONDS),
        "GRACE_SECONDS": str(settings.GRACE_SECONDS),
        "REHEARSAL_URL": settings.REHEARSAL_URL,
        "ALLOWED_PROVIDER_HOSTS": ",".join(settings.ALLOWED_PROVIDER_HOSTS),
        "LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, "-m", "tests.integration.lone_worker", database, deliberation_id.hex]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def main() -> None:
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    from council import runner  # noqa: PLC0415  needs the apps to be ready
    from council.running import running  # noqa: PLC0415
    from providers import rows  # noqa: PLC0415

    rows.commit_together()
    signal.signal(signal.SIGTERM, lambda *_: running().abandon_all())
    working = threading.Thread(target=runner.run, args=[UUID(sys.argv[2])])
    working.start()
    working.join()


if __name__ == "__main__":
    main()
