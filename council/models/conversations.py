"""A person's queries in order, with what came of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from council.models.councils import Person


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, person: Person) -> ConversationQuerySet:
        return self.filter(person_id=person.pk)

    def with_turns(self) -> ConversationQuerySet:
        """Those that have any."""
        return self.filter(turns__isnull=False).distinct()


class Conversation(models.Model):
    """Its turns are deliberations, each of which follows another one or begins it. Without a title
    it is called by its first query."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="conversations", db_index=False
    )
    title = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="conversations_of_a_person")
        ]

    def __str__(self) -> str:
        return str(self.id)
