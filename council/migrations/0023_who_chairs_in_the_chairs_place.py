from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0022_kept_by_the_name_of_its_event'),
    ]

    operations = [
        migrations.AddField(
            model_name='deliberation',
            name='appointed',
            field=models.JSONField(default=list),
        ),
    ]
