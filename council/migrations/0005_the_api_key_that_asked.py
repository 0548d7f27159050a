"""Which API key a deliberation was asked with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_api_keys"),
        ("council", "0004_routing_in_what_is_stored"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="deliberation",
            name="api_key",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="deliberations",
                to="accounts.apikey",
            ),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=models.Index(
                condition=models.Q(("api_key__isnull", False)),
                fields=["api_key"],
                name="deliberations_of_an_api_key",
            ),
        ),
    ]
