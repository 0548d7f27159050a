from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0023_kept_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='deliberation',
            name='appointed',
            field=models.JSONField(default=list),
        ),
    ]
