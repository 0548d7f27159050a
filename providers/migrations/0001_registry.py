"""The registry: providers, their models and tags; and the attempts made at them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import providers.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.SlugField(unique=True)),
                ("label", models.CharField(max_length=80)),
                (
                    "adapter",
                    models.CharField(
                        choices=[
                            ("huggingface", "Hugging Face"),
                            ("ollama", "Ollama"),
                            ("gemini", "Gemini"),
                            ("openai_compatible", "OpenAI-compatible"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "base_url",
                    models.CharField(
                        blank=True,
                        help_text="Leave empty to use the address from the environment.",
                        max_length=200,
                        validators=[providers.models.refuse_wrong_address],
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("operator", "Added by hand"),
                            ("shipped", "Shipped or set in the environment"),
                            ("catalogue", "Found at the provider"),
                            ("withdrawn", "No longer shipped"),
                        ],
                        default="operator",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("overridden", models.JSONField(blank=True, default=list, editable=False)),
                ("is_reachable", models.BooleanField(editable=False, null=True)),
                ("is_authorised", models.BooleanField(editable=False, null=True)),
                ("health_code", models.CharField(blank=True, editable=False, max_length=40)),
                ("health_message", models.CharField(blank=True, editable=False, max_length=300)),
                ("health_seconds", models.FloatField(editable=False, null=True)),
                ("health_checked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("label", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("trace_id", models.UUIDField(db_index=True)),
                ("voice", models.CharField(max_length=60)),
                ("number", models.PositiveSmallIntegerField()),
                ("provider", models.CharField(max_length=50)),
                ("model", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("message", models.CharField(blank=True, max_length=300)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("first_text_seconds", models.FloatField(null=True)),
                ("input_tokens", models.PositiveIntegerField(default=0)),
                ("output_tokens", models.PositiveIntegerField(default=0)),
                ("is_estimated", models.BooleanField(default=False)),
                ("is_rehearsal", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["started_at"],
                "indexes": [
                    models.Index(fields=["provider", "-started_at"], name="attempts_of_a_provider")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("started_at"))),
                        name="an_attempt_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LanguageModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="The provider's own name for it.", max_length=200),
                ),
                ("label", models.CharField(max_length=120)),
                ("family", models.CharField(blank=True, max_length=60)),
                (
                    "context_tokens",
                    models.PositiveIntegerField(default=0, help_text="0: not known."),
                ),
                ("is_enabled", models.BooleanField(default=True)),
                (
                    "is_served",
                    models.BooleanField(help_text="Empty: nobody has looked yet.", null=True),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("operator", "Added by hand"),
                            ("shipped", "Shipped or set in the environment"),
                            ("catalogue", "Found at the provider"),
                            ("withdrawn", "No longer shipped"),
                        ],
                        default="operator",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("overridden", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="language_models",
                        to="providers.provider",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(
                        blank=True, related_name="language_models", to="providers.tag"
                    ),
                ),
            ],
            options={
                "ordering": ["provider__name", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "name"), name="a_provider_offers_a_model_once"
                    )
                ],
            },
        ),
    ]
