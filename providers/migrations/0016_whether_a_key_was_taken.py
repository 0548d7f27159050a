"""What was last told of a key is all that is known of those before: who was not there told nothing."""

from django.db import migrations, models


def read_verdicts(apps, schema_editor):
    tested = apps.get_model("providers", "ProviderKey").objects.filter(verdict_at__isnull=False)
    refused_or_away = ["invalid", "no_permission", "unreachable"]
    tested.exclude(verdict__in=refused_or_away).update(was_taken=True)


class Migration(migrations.Migration):

    dependencies = [
        ("providers", "0015_what_an_ollama_has_in_memory"),
    ]

    operations = [
        migrations.AddField(
            model_name="providerkey",
            name="was_taken",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Whether the provider, when it was last reached, did not refuse it.",
            ),
        ),
        migrations.RunPython(read_verdicts, migrations.RunPython.noop),
    ]
