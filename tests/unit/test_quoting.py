"""A text in a document of ours stays in its place, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from council.exports.quoting import in_line, quoted, table

MARKDOWN = MarkdownIt("commonmark").enable("table")
HOSTILE = [
    "```python\nnever closed",
    "~~~~\n```\n# no heading\n~~~",
    "# A heading\n\n## Another\n===",
    "<!-- a comment without an end\n\n<script>",
    "- a list\n      1. in a list\n\n```",
    "a paragraph that goes on\n\n\n> > quoted",
    "| a | b |\n|---|---|\n| 1",
    "line\rbreaks\r\nof\u2028all\x85kinds\n",
    "    indented code\n\n---\n",
    "",
]


def outline(document: str) -> list[tuple[str, str]]:
    """The headings and rules outside all quotes."""
    tokens = MARKDOWN.parse(document)
    texts = [following.content for following in tokens[1:]] + [""]
    shown = ("heading_open", "hr", "fence", "html_block")
    return [
        (token.tag, text)
        for token, text in zip(tokens, texts, strict=True)
        if token.level == 0 and token.type in shown
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_quoted_changes_what_comes_after_it(text: str) -> None:
    document = f"# Before\n\n{quoted(text)}\n\n## After\n\nA line.\n"
    assert outline(document) == [("h1", "Before"), ("h2", "After")]


@given(st.text())
def test_no_text_at_all_does(text: str) -> None:
    document = f"# Before\n\n{quoted(text)}\n\n## After\n"
    assert outline(document) == [("h1", "Before"), ("h2", "After")]


@given(st.text(alphabet="\\`*_[]<>#!|~&$;ab (){}", max_size=30))
def test_a_line_says_what_it_says_and_marks_up_nothing(text: str) -> None:
    [_, line, _, *rest] = MARKDOWN.parse(f"x {in_line(text)} x")
    assert rest == []
    kinds = {child.type for child in line.children or []}
    assert kinds <= {"text", "text_special"}
    said = "".join(child.content for child in line.children or [])
    assert said.split() == f"x {text} x".split()


def test_a_cell_ends_where_it_ends() -> None:
    written = MARKDOWN.render(table(("A", "B"), ((in_line("1 | 2"), in_line("`|`")),)))
    assert "<td>1 | 2</td>\n<td>`|`</td>" in written
