"""What is reported of an evaluation: bytes that repeat, and a page that needs nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from council.evaluation.councils import LineUp
from council.evaluation.evaluating import Plan
from council.evaluation.page import as_html
from council.evaluation.report import Limits, Report, as_json, missed_limits, report_on
from council.evaluation.sheets import sheets_of
from tests.unit.answering import MEMBERS, answer_set, joined


@pytest.fixture(scope="module", name="report")
def _report() -> Report:
    history = answer_set(*[("2", "2", "2", "3")] * 20, *[("2", "2", "3", "3")] * 80, split="train")
    asked = answer_set(("5", "5", "5", "5"), ("5", "5", "1", "1"), ("5", "1", "5", "5"))
    found = replace(joined(history, asked), name="<tiny> & co")
    return report_on(found, Plan((LineUp("all", MEMBERS),), ("vote", "panel"), seed=3))


def test_the_same_seed_gives_the_same_bytes_with_sorted_keys(report: Report) -> None:
    text = as_json(report)
    read = json.loads(text)

    assert text == as_json(report)
    assert text == json.dumps(read, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    assert (read["seed"], read["gold"]["scored"], read["gold"]["learned_from"]) == (3, 3, 100)


def test_every_figure_of_the_report_is_a_number_or_null(report: Report) -> None:
    assert not re.search(r"NaN|Infinity", as_json(report))


def test_limits_that_are_kept_miss_nothing(report: Report) -> None:
    assert missed_limits(report, Limits(0.6, 0.01, 1.0)) == []
    assert missed_limits(report, Limits()) == []


def test_every_missed_limit_is_told_in_a_sentence(report: Report) -> None:
    low, behind, off = missed_limits(report, Limits(0.9, -0.1, 0.0))

    assert low == "all, vote: accuracy 0.667 is below 0.9."
    assert "below ann, its best member by history; -0.1 is allowed." in behind
    assert re.fullmatch(r"all, vote: ECE after calibration is 0\.\d+; 0 is allowed\.", off)


def test_an_error_of_calibration_that_is_unknown_is_a_missed_limit() -> None:
    history = answer_set(("2", "2", "2", "2"), split="train")
    found = joined(history, answer_set(("5", "5", "5", "5")))
    report = report_on(found, Plan((LineUp("all", MEMBERS),), ("vote",)))

    assert missed_limits(report, Limits(max_ece=1.0)) == [
        "all, vote: ECE after calibration is unknown, for too few were scored; 1 is allowed."
    ]


def test_where_nobody_votes_the_error_of_calibration_is_a_missed_limit() -> None:
    found = answer_set(*[("2", "2", "2", "2")] * 40, split="train")
    report = report_on(
        joined(found, answer_set(("5",) * 4)), Plan((LineUp("all", MEMBERS),), ("quick",))
    )

    assert missed_limits(report, Limits(max_ece=1.0)) == [
        "all, quick: ECE after calibration is unknown, for nobody votes; 1 is allowed."
    ]


def test_the_page_needs_nothing_from_elsewhere(report: Report) -> None:
    page = as_html(report)

    assert not re.search(
        r"<(?:script|link|img|iframe|object|embed)\b|@import|url\(|src=|href=", page
    )
    assert not re.search(r"https?://", page)
    assert "prefers-color-scheme: dark" in page


def test_the_page_can_be_read_without_seeing_it(report: Report) -> None:
    page = Page()
    page.feed(as_html(report))

    assert page.language == "en"
    assert page.tags["h1"] == 1
    assert page.tags["table"] == page.tags["caption"] == len(sheets_of(report))
    assert page.tags["svg"] == page.tags["desc"] == 1
    assert page.scopes == {"col", "row"}
    assert page.is_closed


def test_names_are_text_and_never_markup(report: Report) -> None:
    assert "&lt;tiny&gt; &amp; co" in as_html(report)
    assert "<tiny>" not in as_html(report)


def test_every_row_of_a_sheet_is_as_wide_as_its_headings(report: Report) -> None:
    sheets = sheets_of(report)

    assert [sheet.caption for sheet in sheets][-1] == "Not measured"
    assert all(len(row) == len(sheet.headings) for sheet in sheets for row in sheet.rows)


class Page(HTMLParser):
    """Counts what stands in a page; `is_closed`: every tag was, in order."""

    VOID = {"meta", "line", "rect"}

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.language = ""
        self.scopes: set[str] = set()
        self._open: list[str] = []
        self._is_sound = True

    @property
    def is_closed(self) -> bool:
        return self._is_sound and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang") or ""
        if tag == "th":
            self.scopes.add(found.get("scope") or "none")
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        self._is_sound = self._is_sound and bool(self._open) and self._open.pop() == tag
