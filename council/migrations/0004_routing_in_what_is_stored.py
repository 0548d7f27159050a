"""Stored syntheses and logs get the routing that events now carry: there it is not known."""

import json
import zlib

from django.db import migrations

GIVEN = ("opinion.given", "synthesis.given")
UNKNOWN = {"asked": [], "reason": ""}


def add_routing(apps, schema_editor):
    _rewrite(apps, lambda given: {**given, "routing": given.get("routing", UNKNOWN)})


def remove_routing(apps, schema_editor):
    _rewrite(apps, lambda given: {k: v for k, v in given.items() if k != "routing"})


def _rewrite(apps, change):
    ended = apps.get_model("council", "Deliberation").objects.only("event_log", "synthesis")
    for deliberation in ended.iterator(chunk_size=100):
        if deliberation.synthesis is not None:
            deliberation.synthesis = change(deliberation.synthesis)
        if deliberation.event_log is not None:
            lines = zlib.decompress(deliberation.event_log).split(b"\n")
            changed = b"\n".join(_changed(line, change) for line in lines)
            deliberation.event_log = zlib.compress(changed, level=3)
        deliberation.save(update_fields=["event_log", "synthesis"])


def _changed(line, change):
    event = json.loads(line)
    if event["type"] not in GIVEN:
        return line
    return json.dumps(change(event), ensure_ascii=False, separators=(",", ":")).encode()


class Migration(migrations.Migration):

    dependencies = [("council", "0003_the_routing_of_an_opinion")]

    operations = [migrations.RunPython(add_routing, remove_routing)]
