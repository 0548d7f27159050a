import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0016_a_conversation_for_each_deliberation'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deliberation',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='council.conversation'),
        ),
    ]
