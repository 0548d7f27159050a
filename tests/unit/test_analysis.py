"""What the chair found is read from its output, and its marks become sources, as it streams."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.deliberation.analysis import Findings, OutputReader, Written, read_output
from council.deliberation.shown import ClaimShown, DissentShown

AUTHORS = {"A": "ann", "B": "bob", "C": "cy"}
CONTRADICTION = {
    "sides": [
        {"claim": "It has long been so", "by": ["A"]},
        {"claim": "It is new", "by": ["B", "C"]},
    ],
    "taken": 0,
}
FOUND = {
    "consensus": [{"claim": "Rivers carry salt", "by": ["A", "B"]}],
    "contradictions": [CONTRADICTION],
    "unique": [{"claim": "Vents add to it", "by": ["C"]}],
    "blind_spots": ["Lakes without an outlet"],
}
ANALYSIS = f"<analysis>\n{json.dumps(FOUND)}\n</analysis>\n\n"
PARTS = ("<analysis>", "</analysis>", "{}", json.dumps(FOUND), *"[[,]]A <", "\n", "```", "So.")
CODE = "```\nrow = [[A]]\n```\n"


def test_the_analysis_is_found_and_not_shown() -> None:
    written = read_output(f"{ANALYSIS}It is salty.", AUTHORS)

    assert written.text == "It is salty."
    assert written.analysis == Findings(
        claims=(
            ClaimShown("Rivers carry salt", ("ann", "bob")),
            ClaimShown("Vents add to it", ("cy",)),
            ClaimShown("It has long been so", ("ann",), ("bob", "cy")),
            ClaimShown("It is new", ("bob", "cy"), ("ann",)),
        ),
        dissent=(DissentShown(("bob", "cy"), "It is new", "It has long been so"),),
        blind_spots=("Lakes without an outlet",),
    )


@pytest.mark.parametrize("taken", [None, 2, -1, "0", True])
def test_where_the_answer_takes_no_side_all_sides_depart_from_it(taken: object) -> None:
    analysis = json.dumps({"contradictions": [{**CONTRADICTION, "taken": taken}]})

    written = read_output(f"<analysis>{analysis}</analysis>So.", AUTHORS)

    assert written.analysis is not None
    assert [point.against for point in written.analysis.dissent] == ["", ""]


@pytest.mark.parametrize("label", ["D", "a", "AB", "", "ann", 1, None])
def test_a_claim_of_nobody_who_is_known_is_left_out(label: object) -> None:
    analysis = json.dumps({"unique": [{"claim": "It is so", "by": [label]}]})

    assert read_output(f"<analysis>{analysis}</analysis>So.", AUTHORS).analysis == Findings()


@pytest.mark.parametrize(
    "analysis", ["", "[]", "{", "null", "no JSON", '{"consensus": {"claim": 1}}', "[" * 100_000]
)
def test_an_analysis_that_cannot_be_read_costs_no_word_of_the_answer(analysis: str) -> None:
    written = read_output(f"<analysis>{analysis}</analysis>\nSo it is.", AUTHORS)

    assert written.text == "So it is."
    assert written.analysis in (None, Findings())


def test_an_analysis_without_an_end_ends_with_its_object() -> None:
    written = read_output(f"<analysis>{json.dumps(FOUND)}\nSo it is.", AUTHORS)

    assert written.text == "So it is."
    assert written.analysis is not None


def test_an_analysis_that_was_cut_off_is_no_answer() -> None:
    assert read_output(ANALYSIS[:60], AUTHORS).text == ""


@pytest.mark.parametrize(
    "text", ["So it is.", "<an", "<analysis", "<b>So</b>", "So: <analysis>{}</analysis>", "{}"]
)
def test_without_an_analysis_at_its_beginning_everything_is_the_answer(text: str) -> None:
    assert read_output(text, AUTHORS) == Written(text, (), None)


@pytest.mark.parametrize(
    ("answer", "text", "sources"),
    [
        ("It is. [[A]]", "It is.", [("It is.", "ann")]),
        ("It is [[A, B]]. So.", "It is. So.", [("It is", "ann bob")]),
        ("One. Two.[[B]] Three. [[C]]", "One. Two. Three.", [("Two.", "bob"), ("Three.", "cy")]),
        (
            "Points:\n- One [[A]]\n2. Two [[B,A]]",
            "Points:\n- One\n2. Two",
            [("One", "ann"), ("Two", "bob ann")],
        ),
        ("It is. [[X]] So [[A,X]]", "It is. So", [("So", "ann")]),
        ("[[A]] It is.", " It is.", []),
        ("It is [[A]][[B]] [[A]].", "It is.", [("It is", "ann bob")]),
        (
            "\N{GRINNING FACE} is. [[A]]",
            "\N{GRINNING FACE} is.",
            [("\N{GRINNING FACE} is.", "ann")],
        ),
        (f"{CODE}It is. [[A]]", f"{CODE}It is.", [("It is.", "ann")]),
        ("a [[1]] [A] [[A B]] [[[", "a [[1]] [A] [[A B]] [[[", []),
    ],
)
def test_marks_become_sources(answer: str, text: str, sources: list[tuple[str, str]]) -> None:
    written = read_output(answer, AUTHORS)

    assert written.text == text
    marked = [(written.text[s.begins : s.ends], " ".join(s.members)) for s in written.sources]
    assert marked == sources


@given(
    st.lists(
        st.sampled_from(PARTS),
        max_size=12,
    ),
    st.data(),
)
def test_in_whatever_pieces_it_comes_the_same_is_read(
    parts: list[str], data: st.DataObject
) -> None:
    output = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(output)), max_size=6)))
    reader = OutputReader(AUTHORS)

    pieces = [reader.take(output[a:b]) for a, b in pairwise([0, *cuts, len(output)])]
    pieces.append(reader.end())

    whole = read_output(output, AUTHORS)
    assert "".join(piece.text for piece in pieces) == whole.text
    assert tuple(source for piece in pieces for source in piece.sources) == whole.sources
    assert reader.analysis == whole.analysis


@given(st.text())
def test_a_source_is_always_a_piece_of_the_answer(text: str) -> None:
    written = read_output(f"{text} [[A]] {text}[[B]]", AUTHORS)

    for source in written.sources:
        assert 0 <= source.begins < source.ends <= len(written.text)
