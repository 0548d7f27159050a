"""Opinions tell how they came from their model."""

import council.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("council", "0002_costs")]

    operations = [
        migrations.AddField(
            model_name="opinion",
            name="routing",
            field=models.JSONField(default=council.models.no_routing),
        ),
    ]
