import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0023_kept_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('with_opinions', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('deliberation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='share', to='council.deliberation')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
    ]
