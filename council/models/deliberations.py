"""Deliberations and what became of them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import ApiKey
from council.models.conversations import Conversation
from council.models.councils import Council, Person
from providers import rows


class DeliberationQuerySet(models.QuerySet["Deliberation"]):
    def visible_to(self, person: Person) -> DeliberationQuerySet:
        return self.filter(asked_by_id=person.pk)

    def status_for(self, person: Person | None, deliberation_id: uuid.UUID) -> Deliberation | None:
        """Itself with no more than its status; None for a stranger."""
        asked = {"asked_by": person.pk if person else None, "id": deliberation_id}
        return STATUS.first(*rows.columns_of(Deliberation, asked))

    def with_opinions(self) -> DeliberationQuerySet:
        return self.defer("event_log").prefetch_related("opinions", "reviews")

    def matching(
        self, *, search: str = "", council: str = "", status: str = ""
    ) -> DeliberationQuerySet:
        """Those that say every word of `search`, wherever they say it."""
        found = self.defer("event_log")
        for word in search.split():
            found = found.filter(_says(word))
        if council:
            found = found.filter(line_up__council=council)
        if status:
            found = found.filter(status=status)
        return found

    def that_came_to(self, end: str) -> DeliberationQuerySet:
        """To this outcome; or, as `running`, to no end yet; or `failed`, or `cancelled`."""
        if end == Deliberation.Status.RUNNING:
            return self.unfinished()
        if end in Deliberation.Status.values:
            return self.filter(status=end)
        return self.filter(outcome=end)

    def shared(self) -> DeliberationQuerySet:
        """Those that anybody with their link may read."""
        return self.filter(share__isnull=False)

    def in_conversations(self) -> models.QuerySet[Deliberation, Any]:
        """The conversations they stand in, each with the time of the newest of them."""
        return self.order_by().values("conversation").annotate(asked_at=Max("created_at"))

    def with_opinions_counted(self) -> DeliberationQuerySet:
        given = Q(opinions__round=1, opinions__status=Opinion.Status.GIVEN)
        return self.annotate(opinions_given=Count("opinions", filter=given))

    def unfinished(self) -> DeliberationQuerySet:
        return self.filter(status__in=[Deliberation.Status.QUEUED, Deliberation.Status.RUNNING])

    def ended(self) -> DeliberationQuerySet:
        return self.exclude(status__in=[Deliberation.Status.QUEUED, Deliberation.Status.RUNNING])

    def abandoned(self) -> DeliberationQuerySet:
        """Running, and nobody holds the lease any more."""
        return self.filter(status=Deliberation.Status.RUNNING, lease_expires_at__lt=timezone.now())


class Deliberation(models.Model):
    """One query put to one council, from submission to stored synthesis.

    In its `conversation` it `follows` an earlier turn, if it is not the first; those that follow
    the same are its siblings. `revises` is the sibling whose opinions it keeps.
    `contest`: the point of its answer that is contested, and the reason; `points`: those of the
    kept opinions that the person picked for it.
    `earlier`: which turns before it are sent with the query, and how many are left out of it.
    `api_key` is what it was asked with, if a program asked.
    `line_up` is the council as it stood when asked, and all that the runner reads of it.
    `allow_paid`: a paid model may stand in for a free one; `reuse_answers`: what this person was
    answered before may be given again.
    Whoever holds `lease_token` until `lease_expires_at` is its one writer.
    `runs` counts how often it was begun: more than once after a worker was lost.
    `knowledge`: what was known of its models and of agreement when it began; null: nothing.
    `agreements`: who held which answer, before and after an exchange; `standings`: how the reviews
    place the opinions.
    `appointed`: the members put in the chair's place while it sat, in order, and by whom;
    `is_side_by_side`: its opinions stand beside one another, no answer was to be written.
    `event_log` is the whole log, compressed, once it has ended.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Outcome(models.TextChoices):
        FULL = "full"
        DEGRADED = "degraded"
        SINGLE = "single"
        NONE = "none"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliberations"
    )
    api_key = models.ForeignKey(
        ApiKey, models.SET_NULL, null=True, related_name="deliberations", db_index=False
    )
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="turns")
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="followed_by", db_index=False
    )
    revises = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="revised_by", db_index=False
    )
    council = models.ForeignKey(Council, models.SET_NULL, null=True, related_name="deliberations")
    query = models.TextField()
    line_up = models.JSONField()
    earlier = models.JSONField(null=True)
    contest = models.JSONField(null=True)
    points = models.JSONField(default=list)
    is_rehearsal = models.BooleanField(default=False)
    max_cost_nano_usd = models.BigIntegerField(null=True)
    allow_paid = models.BooleanField(default=False)
    reuse_answers = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    enqueued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    runs = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_expires_at = models.DateTimeField(null=True)
    epoch = models.PositiveIntegerField(default=1)
    event_log = models.BinaryField(null=True)

    knowledge = models.JSONField(null=True)
    agreements = models.JSONField(default=list)
    appointed = models.JSONField(default=list)
    is_side_by_side = models.BooleanField(default=False)
    standings = models.JSONField(null=True)
    synthesis = models.JSONField(null=True)
    receipt = models.JSONField(null=True)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["asked_by", "-created_at", "-id"], name="deliberations_of_a_person"
            ),
            models.Index(
                fields=["status", "lease_expires_at"],
                condition=Q(status__in=["queued", "running"]),
                name="unfinished_deliberations",
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(ended_at__isnull=False),
                name="ended_deliberations",
            ),
            models.Index(
                fields=["api_key"],
                condition=Q(api_key__isnull=False),
                name="deliberations_of_an_api_key",
            ),
            models.Index(
                fields=["follows"],
                condition=Q(follows__isnull=False),
                name="what_follows_a_deliberation",
            ),
            models.Index(
                fields=["revises"],
                condition=Q(revises__isnull=False),
                name="revisions_of_a_deliberation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.status})"

    @property
    def has_ended(self) -> bool:
        return self.status not in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def deadline_at(self) -> datetime:
        start = self.started_at or self.created_at
        return start + timedelta(seconds=self.line_up["deadline_seconds"])


STATUS = rows.Prepared(  # of one that this person asked
    lambda: Deliberation.objects.visible_to(User(pk=0)).filter(id=uuid.UUID(int=0)).only("status")
)


def _says(word: str) -> Q:
    """In the query, the synthesis or the title of the conversation. A database may know the cases
    of ASCII letters only, so the usual spellings of other words are all looked for."""
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    said = Q()
    for spelling in {word} if word.isascii() else spellings:
        said |= Q(query__icontains=spelling)
        said |= Q(synthesis__text__icontains=spelling)
        said |= Q(conversation__title__icontains=spelling)
    return said


def no_routing() -> dict[str, object]:
    """Of what no model has given."""
    return {"asked": [], "reason": ""}


class Opinion(models.Model):
    """What became of one member in one round: the text it gave, or why there is none. `kept`: it
    was given in the deliberation that this one revises. `part`: what the member was here for, where
    not all do the same."""

    class Status(models.TextChoices):
        GIVEN = "given"
        FAILED = "failed"
        STOPPED = "stopped"

    class Part(models.TextChoices):
        DRAFT = "draft"
        ATTACK = "attack"

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="opinions")
    member = models.SlugField()
    round = models.PositiveSmallIntegerField(default=1)
    part = models.CharField(max_length=10, choices=Part, blank=True)
    status = models.CharField(max_length=10, choices=Status)
    text = models.TextField(blank=True)
    tail = models.JSONField(null=True)
    model = models.CharField(max_length=250, blank=True)
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    stopped_by = models.CharField(max_length=150, blank=True)
    is_late = models.BooleanField(default=False)
    is_partial = models.BooleanField(default=False)
    kept = models.BooleanField(default=False)
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
                name="a_member_gives_one_opinion_in_a_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.status}"


class IdempotencyKey(models.Model):
    """One person's key of one submission, for a day. Holds digests, never the key or the body."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key_digest = models.CharField(max_length=64)
    body_digest = models.CharField(max_length=64)
    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key_digest"], name="a_key_names_one_submission"
            )
        ]

    def __str__(self) -> str:
        return self.key_digest[:8]
