"""Whether a paid model may stand in, and an earlier answer be given again: asked of each
deliberation, with what a council has where it is not said."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("council", "0005_the_api_key_that_asked")]

    operations = [
        migrations.AddField(
            model_name="council",
            name="allow_paid",
            field=models.BooleanField(
                default=False,
                help_text="A paid model may stand in for a free one, unless a submission says otherwise.",
            ),
        ),
        migrations.AddField(
            model_name="council",
            name="reuse_answers",
            field=models.BooleanField(
                default=False,
                help_text="What a person was answered within the hour may be given to them again, unless a submission says otherwise.",
            ),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="allow_paid",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="reuse_answers",
            field=models.BooleanField(default=False),
        ),
    ]
