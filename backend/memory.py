"""Spares the garbage collector what is loaded once and stays."""

from __future__ import annotations

import gc

# A council makes thousands of short-lived objects; the default of 700 looks at them too often.
YOUNG_OBJECTS = 20_000


def keep_what_is_loaded() -> None:
    """Modules and tables live as long as the process: no collection has to walk them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
