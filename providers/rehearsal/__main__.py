"""`python -m providers.rehearsal`: the upstream without Django, for tests and benches."""

from __future__ import annotations

import argparse
import sys

from providers.rehearsal.server import Options, serve
from providers.scripted.scripts import UnknownFault


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m providers.rehearsal")
    usual = Options()
    parser.add_argument("--host", default=usual.host)
    parser.add_argument("--port", type=int, default=usual.port)
    parser.add_argument("--speed", type=float, default=usual.speed)
    parser.add_argument("--fault", action="append", default=[], dest="faults")
    found = parser.parse_args()
    options = Options(found.host, found.port, found.speed, tuple(found.faults))
    try:
        serve(options, announce)
    except UnknownFault as error:
        parser.error(str(error))


def announce(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
