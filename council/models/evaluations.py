"""Reports of evaluations that were kept, to be looked at by everybody."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models


class EvaluationReport(models.Model):
    """`name` of the set, `kind` of its answers. `scored` and `learned_from` count questions; None
    where no answer was right or wrong. `figures` is the whole report, `tables` the same for people:
    captions, notes, headings, rows of texts. It holds no query and no answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    task = models.TextField(blank=True)
    seed = models.BigIntegerField()
    command = models.TextField()
    scored = models.PositiveIntegerField(null=True)
    learned_from = models.PositiveIntegerField(null=True)
    figures = models.JSONField()
    tables = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name}, seed {self.seed}"

    @property
    def councils(self) -> list[dict[str, Any]]:
        """Their figures; none where no answer was right or wrong."""
        gold = self.figures["gold"]
        return list(gold["councils"]) if gold else []
