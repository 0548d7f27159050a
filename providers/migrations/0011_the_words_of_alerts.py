"""Freezes on each alert what was so far read from its window."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations


def freeze_words(apps, schema_editor):
    for alert in apps.get_model("providers", "Alert").objects.select_related("window"):
        window = alert.window
        alert.scope, alert.metric, alert.period = window.scope, window.metric, window.period
        whom = f"{window.scope} {alert.scope_id}".strip().replace("_", " ")
        alert.message = f"{alert.percent} % of a quota window by {window.period} for {whom} is used"
        alert.provider = alert.scope_id if window.scope == "provider" else ""
        alert.ends_at = _end_of(window, alert.starts_at)
        alert.save()


def _end_of(window, starts_at):
    if window.period not in ("day", "month"):
        return None
    local = starts_at.astimezone(ZoneInfo(window.zone))
    after = local + timedelta(days=1 if window.period == "day" else 32)
    day = after.day if window.period == "day" else 1
    return datetime(after.year, after.month, day, tzinfo=ZoneInfo(window.zone))


class Migration(migrations.Migration):

    dependencies = [
        ("providers", "0010_alerts"),
    ]

    operations = [migrations.RunPython(freeze_words, migrations.RunPython.noop)]
