"""Stored logs get the history that their first event now carries: there was none."""

import json
import zlib

from django.db import migrations

NONE = {"turns": 0, "left_out": 0}


def add_history(apps, schema_editor):
    _rewrite(apps, lambda started: {**started, "history": NONE})


def remove_history(apps, schema_editor):
    _rewrite(apps, lambda started: {k: v for k, v in started.items() if k != "history"})


def _rewrite(apps, change):
    ended = apps.get_model("council", "Deliberation").objects.exclude(event_log=None)
    for deliberation in ended.only("event_log").iterator(chunk_size=100):
        first, *rest = zlib.decompress(deliberation.event_log).split(b"\n")
        started = json.dumps(change(json.loads(first)), ensure_ascii=False, separators=(",", ":"))
        log = b"\n".join([started.encode(), *rest])
        deliberation.event_log = zlib.compress(log, level=3)
        deliberation.save(update_fields=["event_log"])


class Migration(migrations.Migration):

    dependencies = [("council", "0012_every_deliberation_has_a_conversation")]

    operations = [migrations.RunPython(add_history, remove_history)]
