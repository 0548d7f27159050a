from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0021_what_is_known_is_no_history'),
    ]

    operations = [
        migrations.RenameField(
            model_name='opinion',
            old_name='is_kept',
            new_name='kept',
        ),
    ]
