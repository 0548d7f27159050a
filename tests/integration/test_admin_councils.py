"""What a council allows where a submission does not say it is chosen in the admin."""

from __future__ import annotations

import pytest
from django.test import Client

from council.models import Council
from tests.factories import make_council

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wish", ["allow_paid", "reuse_answers"])
def test_a_council_is_told_what_it_allows(admin_client: Client, wish: str) -> None:
    council = make_council()
    assert not getattr(council, wish)
    page = f"/admin/council/council/{council.pk}/change/"
    assert f'name="{wish}"' in admin_client.get(page).content.decode()
    form = {
        **{name: getattr(council, name) for name in ("slug", "name", "strategy", "quorum")},
        "deadline_seconds": 30,
        "position": 0,
        wish: "on",
        "members-TOTAL_FORMS": 0,
        "members-INITIAL_FORMS": 0,
    }

    assert admin_client.post(page, form).status_code == 302

    assert Council.objects.filter(**{"pk": council.pk, wish: True}).exists()
