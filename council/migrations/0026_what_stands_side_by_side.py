from django.db import migrations, models


def mark(apps, schema_editor):
    """What had ended with opinions that counted and without a synthesis."""
    ended = apps.get_model('council', 'Deliberation').objects.filter(status='done')
    heard = ended.filter(outcome__in=['full', 'degraded'])
    heard.filter(synthesis__isnull=True).update(is_side_by_side=True)


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0025_who_chairs_in_the_chairs_place'),
    ]

    operations = [
        migrations.AddField(
            model_name='deliberation',
            name='is_side_by_side',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
