import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('providers', '0003_catalogue'),
    ]

    operations = [
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(blank=True, max_length=60)),
                ('effective_at', models.DateTimeField()),
                ('input_nano_usd', models.BigIntegerField()),
                ('output_nano_usd', models.BigIntegerField()),
                ('cached_nano_usd', models.BigIntegerField(null=True)),
                ('reasoning_nano_usd', models.BigIntegerField(null=True)),
                ('source', models.CharField(max_length=200)),
                ('language_model', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='providers.languagemodel')),
            ],
            options={
                'ordering': ['-effective_at'],
                'constraints': [models.UniqueConstraint(fields=('language_model', 'host', 'effective_at'), name='a_price_begins_once')],
            },
        ),
    ]
