"""Four processes that do the same at once: `python -m tests.integration.at_once DATABASE MODULE JOB
[ARGUMENT, …]`. One makes ready and forks them; it prints what each job returned.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar, cast

import django
from django.conf import settings

from providers.redis_client import commands

ROOT = Path(__file__).parents[2]
PROCESSES = 4
LOOK_SECONDS = 0.02

Given = TypeVar("Given")


def do_at_once(job: Callable[..., list[Given]], *arguments: object) -> list[Given]:
    """What the job returned in all four processes. Arguments and answers travel as JSON."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "CRITICAL",
    }
    database = str(settings.DATABASES["default"]["NAME"])
    what = [database, job.__module__, job.__name__, json.dumps(arguments)]
    command = [sys.executable, "-m", "tests.integration.at_once", *what]
    answer = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return [given for one in json.loads(answer.stdout) for given in one]


def wait_for_all() -> float:
    """Until all processes are there; returns when that was, the same for each."""
    client, pause = commands(), threading.Event()
    client.incr("ready")
    while int(cast(bytes, client.get("ready")) or 0) < PROCESSES:
        pause.wait(LOOK_SECONDS)
    client.set("begins", time.time(), nx=True)
    return float(cast(bytes, client.get("begins")) or 0)


def main(words: Sequence[str]) -> None:
    """All is imported before the fork, and nothing connected: each opens its own connections."""
    database, module, name, arguments = words
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    job = getattr(importlib.import_module(module), name)
    with multiprocessing.get_context("fork").Pool(PROCESSES) as processes:
        given = processes.starmap(job, [json.loads(arguments)] * PROCESSES, chunksize=1)
        processes.close()
        processes.join()
    sys.stdout.write(json.dumps(given))


if __name__ == "__main__":
    main(sys.argv[1:])
