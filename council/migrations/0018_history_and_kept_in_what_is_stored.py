"""Stored logs get what their events now carry: no history went along, no opinion was kept."""

import json
import zlib

from django.db import migrations

NEW = {
    "deliberation.started": {"history": {"turns": 0, "left_out": 0}},
    "opinion.given": {"kept": False},
}


def add_new(apps, schema_editor):
    _rewrite(apps, lambda event, new: {**event, **new})


def remove_new(apps, schema_editor):
    _rewrite(apps, lambda event, new: {k: v for k, v in event.items() if k not in new})


def _rewrite(apps, change):
    ended = apps.get_model("council", "Deliberation").objects.exclude(event_log=None)
    for deliberation in ended.only("event_log").iterator(chunk_size=100):
        lines = zlib.decompress(deliberation.event_log).split(b"\n")
        changed = b"\n".join(_changed(line, change) for line in lines)
        deliberation.event_log = zlib.compress(changed, level=3)
        deliberation.save(update_fields=["event_log"])


def _changed(line, change):
    event = json.loads(line)
    new = NEW.get(event["type"])
    if new is None:
        return line
    return json.dumps(change(event, new), ensure_ascii=False, separators=(",", ":")).encode()


class Migration(migrations.Migration):

    dependencies = [("council", "0017_every_deliberation_has_a_conversation")]

    operations = [migrations.RunPython(add_new, remove_new)]
