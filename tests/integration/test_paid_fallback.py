"""A paid model stands in for a free one where the deliberation allows it, for every voice."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from council import runner
from council.models import Council, Deliberation, Member
from providers.models import Provider
from tests.factories import add_fallback, make_council, make_deliberation, make_language_model
from tests.integration.interrupted import calls
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db(transaction=True)

VOICES = ("ann", "bob", "cleo", "chair")


@pytest.fixture
def council(upstream: Rehearsal, settings: Settings) -> Council:
    """Each voice has a free model, which nobody serves, and then a paid one."""
    settings.REHEARSAL = False
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    settings.HF_BASE_URL = settings.OLLAMA_HOST = upstream.url
    upstream.set_faults(gemma4=["404*"])
    council = make_council()
    for member in Member.objects.all():
        member.places.update(language_model=make_language_model("gemma4", "ollama"))
        add_fallback(council, member.slug, member.slug, "huggingface")
    return council


def carry_through(ann: User, council: Council, *, allow_paid: bool) -> Deliberation:
    deliberation = make_deliberation(ann, council)
    Deliberation.objects.filter(id=deliberation.id).update(allow_paid=allow_paid)
    runner.run(deliberation.id)
    deliberation.refresh_from_db()
    return deliberation


def test_without_leave_nobody_pays_and_the_refusal_says_so(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    deliberation = carry_through(ann, council, allow_paid=False)

    assert (deliberation.status, deliberation.code) == ("failed", "quorum_not_reached")
    assert set(calls(upstream)) == {"gemma4"}
    for row in deliberation.opinions.all():
        assert "was left out (paid)" in row.message


def test_with_leave_the_paid_model_answers_for_members_and_chair(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    deliberation = carry_through(ann, council, allow_paid=True)

    assert (deliberation.status, deliberation.outcome) == ("done", "full")
    answered = {row.member: row.model for row in deliberation.opinions.all()}
    answered["chair"] = (deliberation.synthesis or {})["model"]
    assert answered == {voice: f"huggingface:{voice}" for voice in VOICES}


@pytest.mark.parametrize(("plan", "is_free"), [("free", True), ("pro", False)])
def test_gemini_is_free_as_long_as_nothing_is_charged_there(
    ann: User, upstream: Rehearsal, settings: Settings, plan: str, *, is_free: bool
) -> None:
    settings.REHEARSAL = False
    settings.HF_TOKEN, settings.GEMINI_API_KEY = "hf_canarykey", "canarykey-gemini"
    settings.HF_BASE_URL = settings.GEMINI_BASE_URL = upstream.url
    upstream.set_faults(flash=["404*"])
    council = make_council()
    flash = make_language_model("flash", "gemini")
    Provider.objects.filter(name="gemini").update(plan=plan)
    flash.refresh_from_db()
    assert flash.as_ref().is_free == is_free
    for member in Member.objects.all():
        member.places.update(language_model=flash)
        add_fallback(council, member.slug, member.slug, "huggingface")

    deliberation = carry_through(ann, council, allow_paid=False)

    named = deliberation.line_up["members"][0]["models"]
    assert [model["is_free"] for model in named] == [is_free, False]
    assert deliberation.status == ("failed" if is_free else "done")


def test_leave_of_the_operator_holds_for_everybody(
    ann: User, council: Council, settings: Settings
) -> None:
    settings.ALLOW_PAID_FALLBACK = True

    assert carry_through(ann, council, allow_paid=False).outcome == "full"
