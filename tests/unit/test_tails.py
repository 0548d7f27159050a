"""The lines a member ends with are read, and never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.deliberation.tails import Tail, TailCurtain, split_tail

TEXT = "Salt comes from rocks."
LINES = (
    "\n\n<tail>\nanswer: from rocks\nclaim: Rain dissolves them.\nclaim: Rivers carry it.\n</tail>"
)


def test_the_text_is_parted_from_its_answer_and_claims() -> None:
    text, tail = split_tail(TEXT + LINES)

    assert text == TEXT
    assert tail == Tail("from rocks", ("Rain dissolves them.", "Rivers carry it."))


@pytest.mark.parametrize("text", [TEXT, "", "a <tail> that wags", "<tail></tail>"])
def test_without_answer_and_claims_there_is_no_tail(text: str) -> None:
    assert split_tail(text) == (text, None)


@pytest.mark.parametrize("answer", ["unknown", "Unknown.", "I don't know", "N/A"])
def test_a_member_may_say_that_it_cannot_know(answer: str) -> None:
    _, tail = split_tail(f"{TEXT}\n<tail>\nanswer: {answer}\n</tail>")

    assert tail == Tail(is_unknown=True)


def test_a_text_that_is_all_tail_keeps_its_answer() -> None:
    assert split_tail("<tail>\nanswer: 42\n</tail>") == ("42", Tail("42"))


@pytest.mark.parametrize("end", ["", "\n", "</tail", "\n</tail>\n\n"])
def test_a_tail_needs_no_end(end: str) -> None:
    text, tail = split_tail(f"{TEXT}\n<TAIL>\n- **answer**: 42{end}")

    assert text == TEXT
    assert tail is not None
    assert tail.answer.startswith("42")


def test_more_than_five_claims_are_cut() -> None:
    _, tail = split_tail("So.<tail>\n" + "claim: one\n" * 9)

    assert tail == Tail(claims=("one",) * 5)


@given(st.lists(st.text(alphabet="<tailx> \n", max_size=9), max_size=9))
def test_in_whatever_pieces_it_comes_no_tail_is_shown_and_nothing_else_is_lost(
    pieces: list[str],
) -> None:
    curtain = TailCurtain()
    shown = "".join(curtain.shows(piece) for piece in pieces)
    whole = "".join(pieces)

    before, mark, _ = whole.lower().partition("<tail>")
    assert "<tail>" not in shown
    if mark:
        assert shown.rstrip() == whole[: len(before)].rstrip()
    else:
        assert shown + curtain.held == whole
