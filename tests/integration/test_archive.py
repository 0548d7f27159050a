"""However much is exported at once, little of it is in memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from django.contrib.auth.models import User

from council.exports.archive import archive
from council.models import Council, Deliberation
from tests.factories import make_council, make_deliberation

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db: None) -> Council:
    return make_council()


def test_who_has_nothing_is_given_an_empty_archive(ann: User) -> None:
    written = b"".join(archive(Deliberation.objects.visible_to(ann)))
    assert zipfile.ZipFile(io.BytesIO(written)).namelist() == []


def test_however_much_there_is_little_of_it_is_in_memory(ann: User, council: Council) -> None:
    like = make_deliberation(ann, council)
    like.delete()
    words = " ".join(str(number) for number in range(40_000))  # 230 KB
    for number in range(120):
        Deliberation.objects.create(
            asked_by=ann,
            conversation=like.conversation,
            query=f"{number}",
            line_up=like.line_up,
            status="done",
            outcome="full",
            synthesis={"text": words},
        )
    mine = Deliberation.objects.visible_to(ann)

    tracemalloc.start()
    written = sum(len(piece) for piece in archive(mine))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert written > 120 * 60_000
    assert most < 8_000_000  # of ten are read at once; all texts are 28 MB, each written twice
