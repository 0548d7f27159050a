#!/usr/bin/env python
"""The commands of AI Council; `manage.py help` lists them."""

import os
import sys
from pathlib import Path

try:
    import environ
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from backend import secrets
    from backend.interrupts import INTERRUPTED
except KeyboardInterrupt:  # pressed that soon
    sys.exit(130)

STARTS_ON_ITS_OWN = {"up", "ask", "doctor", "compare_models", "test_models"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    if len(sys.argv) > 1 and sys.argv[1] in STARTS_ON_ITS_OWN:
        # Before the settings are read: a first start needs its secrets there.
        root = Path(__file__).resolve().parent
        environ.Env.read_env(root / ".env", overwrite=False)
        var_dir = os.environ.get("VAR_DIR") or root / "var"
        secrets.make_once(Path(var_dir) / "secrets.env")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:  # while it was read, or where a command has nothing to say to it
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
