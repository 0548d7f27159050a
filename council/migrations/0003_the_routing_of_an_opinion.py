"""Opinions tell how they came from their model."""

import council.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("council", "0001_councils_and_deliberations")]

    operations = [
        migrations.AddField(
            model_name="opinion",
            name="routing",
            field=models.JSONField(default=council.models.no_routing),
        ),
    ]
