"""Each deliberation so far becomes the first turn of a conversation, which takes its id."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def begin_conversations(apps, schema_editor):
    conversations = apps.get_model("council", "Conversation").objects
    deliberations = apps.get_model("council", "Deliberation").objects
    asked = deliberations.filter(conversation=None).values_list("id", "asked_by_id")
    conversations.bulk_create(
        (
            conversations.model(id=id_, person_id=person)
            for id_, person in asked.order_by().iterator(chunk_size=500)
        ),
        batch_size=500,
    )
    deliberations.filter(conversation=None).update(conversation=F("id"))
    first = deliberations.filter(conversation=OuterRef("pk")).order_by("created_at")
    conversations.update(created_at=Subquery(first.values("created_at")[:1]))


class Migration(migrations.Migration):

    dependencies = [("council", "0015_conversations")]

    operations = [migrations.RunPython(begin_conversations, migrations.RunPython.noop)]
