from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0027_what_a_member_is_here_for'),
    ]

    operations = [
        migrations.AlterField(
            model_name='opinion',
            name='part',
            field=models.CharField(blank=True, choices=[('draft', 'Draft'), ('attack', 'Attack')], max_length=10),
        ),
    ]
