"""Deliberations that anybody with a link may read."""

from __future__ import annotations

import uuid

from django.db import models

from council.models.deliberations import Deliberation


class Share(models.Model):
    """A read-only link. What stands in it is made of `id` and a pepper that is in no database; of
    that, `digest` is all that is kept. Revoked, the row is gone; a new link has a new `id`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deliberation = models.OneToOneField(Deliberation, models.CASCADE, related_name="share")
    digest = models.CharField(max_length=64, unique=True)
    with_opinions = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.deliberation_id)
