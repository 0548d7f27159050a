import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("providers", "0009_credit_of_a_key"),
    ]

    operations = [
        migrations.RenameModel("QuotaAlert", "Alert"),
        migrations.AlterModelOptions("alert", {"ordering": ["-raised_at", "-id"]}),
        migrations.AddField("alert", "kind", models.CharField(max_length=20, choices=[
            ("quota_window", "A quota window fills"),
            ("quota_exhausted", "An allowance is used up"),
            ("invalid_credentials", "A key is not accepted"),
            ("gated", "A licence is not accepted"),
            ("misconfigured", "An address or certificate is wrong"),
            ("unpriced", "A price is not known"),
            ("over_hold", "An attempt cost more than was held"),
            ("expired", "A reservation expired"),
            ("drift", "A bill says otherwise"),
        ], default="quota_window"), preserve_default=False),
        migrations.AddField(
            "alert", "message", models.CharField(max_length=400, default=""), preserve_default=False
        ),
        migrations.AddField("alert", "about", models.CharField(max_length=300, blank=True, default=""), preserve_default=False),
        migrations.AddField("alert", "provider", models.CharField(max_length=50, blank=True, default=""), preserve_default=False),
        migrations.AddField("alert", "model", models.CharField(max_length=200, blank=True, default=""), preserve_default=False),
        migrations.AddField("alert", "scope", models.CharField(max_length=10, blank=True, default=""), preserve_default=False),
        migrations.AddField("alert", "metric", models.CharField(max_length=15, blank=True, default=""), preserve_default=False),
        migrations.AddField("alert", "period", models.CharField(max_length=10, blank=True, default=""), preserve_default=False),
        migrations.AddField("alert", "ends_at", models.DateTimeField(null=True)),
        migrations.AlterField("alert", "starts_at", models.DateTimeField(null=True)),
        migrations.AlterField("alert", "percent", models.PositiveSmallIntegerField(null=True)),
        migrations.AlterField("alert", "used", models.BigIntegerField(null=True)),
        migrations.AlterField("alert", "limit", models.BigIntegerField(null=True)),
        migrations.AlterField("alert", "window", models.ForeignKey(
            null=True,
            on_delete=django.db.models.deletion.SET_NULL,
            related_name="alerts",
            to="providers.quotawindow",
        )),
        migrations.AddConstraint("alert", models.UniqueConstraint(
            fields=["kind", "about"],
            condition=models.Q(("ends_at", None), models.Q(("kind", "quota_window"), _negated=True)),
            name="what_lasts_is_told_once",
        )),
    ]
