"""Councils, their members and the models that may speak for them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q

from providers.models import LanguageModel

Person = AbstractBaseUser | AnonymousUser


class CouncilQuerySet(models.QuerySet["Council"]):
    def visible_to(self, person: Person) -> CouncilQuerySet:
        return self.filter(Q(owner=None) | Q(owner_id=person.pk))

    def with_line_up(self) -> CouncilQuerySet:
        places = MemberModel.objects.select_related("language_model__provider")
        members = Member.objects.prefetch_related(Prefetch("places", places))
        return self.prefetch_related(Prefetch("members", members))


class Council(models.Model):
    """A named line-up. Without an owner it is ready-made and everybody's."""

    class Strategy(models.TextChoices):
        ADAPTIVE = "adaptive", "Adaptive: where answers differ they are exchanged and voted on"
        BEST_OF = "best_of", "Best of: the opinion that the others rank first, unchanged"
        COMPARE = "compare", "Compare: the opinions side by side, and no synthesis"
        DELIBERATE = "deliberate", "Deliberate: everyone sees once what the others say"
        LAYERS = "layers", "Layers: everyone answers anew with all that was said; the chair writes"
        PANEL = "panel", "Panel: everyone answers, the chair writes"
        PEER_REVIEW = "peer_review", "Peer review: everyone ranks the others, the chair writes"
        QUICK = "quick", "Quick: one member alone"
        RED_TEAM = "red_team", "Red team: a draft, an attack on it, a revision by the chair"
        VOTE = "vote", "Vote: the opinion with most agreement, unchanged"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="councils"
    )
    strategy = models.CharField(max_length=20, choices=Strategy, default=Strategy.ADAPTIVE)
    quorum = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1)])
    deadline_seconds = models.PositiveIntegerField(
        default=180, validators=[MinValueValidator(10), MaxValueValidator(1800)]
    )
    allow_paid = models.BooleanField(
        default=False,
        help_text="A paid model may stand in for a free one, unless a submission says otherwise.",
    )
    reuse_answers = models.BooleanField(
        default=False,
        help_text="What a person was answered within the hour may be given to them again, unless a "
        "submission says otherwise.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    overridden = models.JSONField(default=list, blank=True, editable=False)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(quorum__gte=1), name="a_quorum_is_at_least_one")
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A place in a council; in URLs, events and prompts it is its slug."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="members")
    slug = models.SlugField()
    role = models.CharField(max_length=60)
    task = models.SlugField(blank=True, help_text="A tag of the registry: reasoning, creative …")
    position = models.PositiveSmallIntegerField(default=0)
    is_chair = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="a_member_has_one_place"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(is_chair=True), name="a_council_has_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council.slug}/{self.slug}"


class MemberModel(models.Model):
    """A model that may fill a member's place; the lowest position is asked first."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="places")
    language_model = models.ForeignKey(LanguageModel, models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "language_model"], name="a_member_names_a_model_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.language_model}"
