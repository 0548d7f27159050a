"""What members say of one another's opinions."""

from __future__ import annotations

from django.db import models

from council.models.deliberations import Deliberation, no_routing


class Review(models.Model):
    """What became of one reviewer in one round: its ranking of the opinions it was `shown`, in that
    order and unsigned, or why there is none. An empty ranking abstains."""

    class Status(models.TextChoices):
        GIVEN = "given"
        FAILED = "failed"

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="reviews")
    member = models.SlugField()
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status)
    shown = models.JSONField(default=list)
    ranking = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    model = models.CharField(max_length=250, blank=True)
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    is_estimated = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    routing = models.JSONField(default=no_routing)
    cost_nano_usd = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "member", "round"],
                name="a_member_gives_one_review_in_a_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.status}"
