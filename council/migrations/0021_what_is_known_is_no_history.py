from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("council", "0020_points_that_were_picked")]

    operations = [migrations.RenameField("deliberation", "history", "knowledge")]
