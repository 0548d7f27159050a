"""What a deliberation may cost, and what each opinion did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("council", "0001_councils_and_deliberations"),
    ]

    operations = [
        migrations.AddField(
            model_name="deliberation",
            name="max_cost_nano_usd",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="opinion",
            name="cost_nano_usd",
            field=models.BigIntegerField(null=True),
        ),
    ]
