"""The ledger: prices, quota windows, money spent and held, and what each attempt cost."""

import django.core.validators
import django.db.models.deletion
import providers.models.ledger
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0001_registry"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("name", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("scope_id", models.CharField(blank=True, max_length=250)),
                ("starts_at", models.DateTimeField()),
                ("spent_nano_usd", models.BigIntegerField(default=0)),
                ("held_nano_usd", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ["-starts_at", "name"],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=60)),
                ("effective_at", models.DateTimeField()),
                (
                    "input_nano_usd",
                    models.BigIntegerField(
                        validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                (
                    "output_nano_usd",
                    models.BigIntegerField(
                        validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("cached_nano_usd", models.BigIntegerField(blank=True, null=True)),
                ("reasoning_nano_usd", models.BigIntegerField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["-effective_at"],
            },
        ),
        migrations.CreateModel(
            name="QuotaAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope_id", models.CharField(blank=True, max_length=250)),
                ("starts_at", models.DateTimeField()),
                ("percent", models.PositiveSmallIntegerField()),
                ("used", models.BigIntegerField()),
                ("limit", models.BigIntegerField()),
                ("raised_at", models.DateTimeField(auto_now_add=True)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-raised_at"],
            },
        ),
        migrations.CreateModel(
            name="QuotaWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("global", "Everybody together"),
                            ("provider", "A provider (its name)"),
                            ("key", "A provider's key (its id)"),
                            ("person", "A person (their id)"),
                            ("api_key", "One of our own keys (its id)"),
                            ("council", "A council (its slug)"),
                            ("model", "A language model (provider:name)"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "scope_id",
                    models.CharField(
                        blank=True,
                        help_text="Empty: each of them has a window of its own.",
                        max_length=250,
                    ),
                ),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("requests", "Requests"),
                            ("tokens", "Tokens in and out"),
                            ("input_tokens", "Tokens in"),
                            ("output_tokens", "Tokens out"),
                            ("nano_usd", "Money (nano-USD)"),
                            ("concurrency", "Calls at once"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("minute", "In any 60 seconds"),
                            ("hour", "In any 60 minutes"),
                            ("day", "A calendar day"),
                            ("month", "A calendar month"),
                            ("lifetime", "In all"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "limit",
                    models.BigIntegerField(
                        help_text="Money in nano-USD: $1 is 1000000000.",
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        default="UTC",
                        help_text="Whose midnight begins a day or a month, such as America/Los_Angeles.",
                        max_length=60,
                        validators=[providers.models.ledger.refuse_unknown_zone],
                    ),
                ),
                (
                    "is_soft",
                    models.BooleanField(
                        default=False,
                        help_text="An attempt may begin while anything is left, even if it could take more; and models without a known price may be asked.",
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
            ],
            options={
                "ordering": ["scope", "scope_id", "metric", "period"],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("trace_id", models.UUIDField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("voice", models.CharField(blank=True, max_length=60)),
                ("number", models.PositiveSmallIntegerField(default=0)),
                ("provider", models.CharField(max_length=50)),
                ("model", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("settled", "Settled"),
                            ("released", "Released"),
                            ("expired", "Expired"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("budgets", models.JSONField(default=list)),
                ("held_nano_usd", models.BigIntegerField()),
                ("cost_nano_usd", models.BigIntegerField(null=True)),
                ("is_estimated", models.BooleanField(default=False)),
                ("is_unpriced", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="cost_nano_usd",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="person_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="price_input_nano_usd",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="price_output_nano_usd",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="provider",
            name="plan",
            field=models.CharField(
                choices=[
                    ("free", "Free"),
                    ("pro", "PRO or paid"),
                    ("custom", "Custom: only my own windows"),
                ],
                default="free",
                help_text="The quota windows it comes with; below Quota windows they can be edited.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="status",
            field=models.CharField(
                choices=[
                    ("succeeded", "Succeeded"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                    ("lost", "Lost"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("person_id__isnull", False)),
                fields=["person_id", "-started_at"],
                name="attempts_of_a_person",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="language_model",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="prices",
                to="providers.languagemodel",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotawindow",
            constraint=models.UniqueConstraint(
                fields=("scope", "scope_id", "metric", "period"),
                name="a_scope_has_one_window_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotawindow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("metric", "concurrency"), ("period", "at_once")),
                    models.Q(
                        models.Q(("metric", "concurrency"), _negated=True),
                        models.Q(("period", "at_once"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_calls_are_counted_at_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotawindow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("metric", "nano_usd"), _negated=True),
                    ("period__in", ["day", "month", "lifetime"]),
                    _connector="OR",
                ),
                name="money_is_counted_by_day_or_month_or_in_all",
            ),
        ),
        migrations.AddField(
            model_name="quotaalert",
            name="window",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="alerts",
                to="providers.quotawindow",
            ),
        ),
        migrations.AddField(
            model_name="budget",
            name="window",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="budgets",
                to="providers.quotawindow",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["expires_at"],
                name="held_reservations",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["ended_at"],
                name="ended_reservations",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(
                fields=("language_model", "host", "effective_at"), name="a_price_begins_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaalert",
            constraint=models.UniqueConstraint(
                fields=("window", "scope_id", "starts_at", "percent"),
                name="a_threshold_is_told_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_nano_usd__gte", 0), ("spent_nano_usd__gte", 0)),
                name="nothing_is_spent_or_held_below_zero",
            ),
        ),
    ]
