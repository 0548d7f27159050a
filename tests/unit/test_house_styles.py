"""The house rule of stylesheets: what is written for one feature changes the look of no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent.parent / "frontend" / "src"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HEAD = re.compile(r"([^{};]+)\{")
BETWEEN = re.compile(r",(?![^(]*\))")  # selectors, and not what stands in brackets
EITHER = re.compile(r"^:(?:where|is)\(([^)]*)\)")
NAME = re.compile(r"([.#])([\w-]+)")
WRITTEN = re.compile(r"""\b(?:className|look)(?:=|: )("[^"]*"|\{.*?\}(?=[ />\n]))""")
NAMED = re.compile(r"[a-z]\w*")
KEPT = re.compile(r"^ *const (\w+)(?:: [^=]+)? = (.*?);$", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"""["`]([^"`\n]*)["`]""")


def test_a_class_that_a_features_styles_begin_with_is_written_in_that_feature_alone() -> None:
    written = _written()
    led = {(sheet, name) for sheet in _sheets() for name in _first_classes(sheet.read_text())}
    astray = {
        f"{sheet.relative_to(SOURCE)} .{name}: {', '.join(sorted(others))}"
        for sheet, name in led
        if (others := written.get(name, set()) - {_home(sheet)})
    }

    assert len(led) > 100
    assert astray == set()


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ('<p className="one two" />', {"one", "two"}),
        ('<p className={isOpen ? "open" : "shut"} />', {"open", "shut"}),
        ('  const look = isOpen ? "open" : "";\n  return <p className={look} />;', {"open"}),
        (
            'const looks: Record<Name, string> = {\n  a: "warm",\n};\n<i className={looks[a]} />',
            {"warm"},
        ),
        ('const tab = { className: "chairtab" };', {"chairtab"}),
        ('const word = "warm";\n<i className="cold">{word}</i>', {"cold"}),
    ],
)
def test_a_class_is_written_in_an_attribute_or_in_the_constant_it_takes(
    source: str, classes: set[str]
) -> None:
    assert set(_classes_in(source)) == classes


@pytest.mark.parametrize(
    ("styles", "classes"),
    [
        (".waiting { gap: 4px } .waiting b { gap: 0 }", {"waiting"}),
        (".chair .waiting { gap: 4px }", {"chair"}),
        (
            ":where(.chair, .pane > .low) .waiting, .of:is(.a, .b) { gap: 0 }",
            {"chair", "pane", "of"},
        ),
        ("/* .no */ @media (x) { #place .count, .way + p { gap: 0 } }", {"way"}),
    ],
)
def test_a_selector_is_bound_to_its_first_class(styles: str, classes: set[str]) -> None:
    assert set(_first_classes(styles)) == classes


def test_no_features_styles_dress_every_element_of_a_kind() -> None:
    bare = {
        f"{sheet.relative_to(SOURCE)} {selector}"
        for sheet in _sheets()
        for selector in _selectors(sheet.read_text())
        if not NAME.search(selector)
    }
    assert bare == set()


def _sheets() -> list[Path]:
    return sorted((SOURCE / "features").rglob("*.css"))


def _home(path: Path) -> str:
    place, name, *_ = path.relative_to(SOURCE).parts
    return name if place == "features" else place


def _written() -> dict[str, set[str]]:
    """Who writes each class."""
    homes: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.tsx"):
        for name in _classes_in(path.read_text()):
            homes.setdefault(name, set()).add(_home(path))
    return homes


def _classes_in(source: str) -> Iterator[str]:
    """Also those that an attribute takes from a constant of its file."""
    kept: dict[str, str] = {}
    for name, value in KEPT.findall(source):
        kept[name] = f"{kept.get(name, '')} {value}"
    for attribute in WRITTEN.findall(source):
        named = NAMED.findall(QUOTED.sub("", attribute))
        for said in [attribute, *(kept.get(name, "") for name in named)]:
            yield from " ".join(QUOTED.findall(said)).split()


def _first_classes(styles: str) -> Iterator[str]:
    for selector in _selectors(styles):
        either = EITHER.match(selector)
        for part in either[1].split(",") if either else [selector]:
            name = NAME.search(part)
            if name and name[1] == ".":
                yield name[2]


def _selectors(styles: str) -> Iterator[str]:
    for head in HEAD.findall(COMMENT.sub("", styles)):
        if not head.strip().startswith("@"):
            yield from (selector.strip() for selector in BETWEEN.split(head))
