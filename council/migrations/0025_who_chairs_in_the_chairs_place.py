from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0024_read_only_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='deliberation',
            name='appointed',
            field=models.JSONField(default=list),
        ),
    ]
