"""The house rules that no linter knows: short files, explained modules, complete docs."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from council.deliberation.strategies import STRATEGIES
from providers.sources import ADAPTERS
from tests.canaries import KEY

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON_PLACES = ("accounts", "backend", "council", "providers", "tests")
TEXT_PLACES = (*PYTHON_PLACES, "docs", "frontend/src", "frontend/e2e", ".ci")
TEXT_KINDS = {".py", ".md", ".ts", ".tsx", ".css", ".html", ".json", ".toml", ".txt", ".yaml", ""}
GENERATED = {"schema.d.ts"}
LAYERED = ("accounts.", "council.", "providers.")
PYTHON_LINES = 300
TYPESCRIPT_LINES = 200
DOCSTRING_LINES = 3
DOCSTRING = re.compile(r'"""(\S.*?)(?:\n\n.*?)?"""', re.DOTALL)
EXAMPLE = re.compile(r"^#? ?([A-Z_]+)=", re.MULTILINE)
KEYS = re.compile(r'\bKey\(f?"([^"]+)"|"((?:hf_|gsk_|sk-|AIza)[^"]+)"')
MARKS = (KEY, "{KEY}", "{SECRET}")
WITH_OTHER_KEYS = {  # what becomes of the letters of a key is what they test
    "tests/integration/test_api_keys.py",
    "tests/unit/test_adapters_contract.py",
    "tests/unit/test_adapters_failures.py",
    "tests/unit/test_keys.py",
}
SPARE_NAME = "GOOGLE_API_KEY"  # of GEMINI_API_KEY, told beside it
SOMEONES_HOME = re.compile(r"(?<![\w.])/(?:home|Users|root|workspace|work)/\w|\b[A-Z]:\\Users")


def test_no_python_file_is_longer_than_a_reader_can_hold() -> None:
    modules = list(_modules())

    assert len(modules) > 50
    assert [_name(path) for path in modules if _length(path) > PYTHON_LINES] == []


def test_no_typescript_file_is_longer_than_a_reader_can_hold() -> None:
    files = [path for path in _files("frontend/src") if path.suffix in {".ts", ".tsx"}]
    written = [path for path in files if path.name not in GENERATED]

    assert len(written) > 10
    assert [_name(path) for path in written if _length(path) > TYPESCRIPT_LINES] == []


def test_every_module_says_in_a_few_lines_what_it_is_for() -> None:
    assert [_name(path) for path in _modules() if not _is_explained(path)] == []


def test_every_module_of_the_domain_and_of_the_providers_stands_in_a_layer() -> None:
    layered = [module for module in map(_dotted, _modules()) if module.startswith(LAYERED)]
    layers = _layers()

    assert len(layered) > 100
    assert [module for module in layered if not module.startswith(layers)] == []


def test_every_setting_stands_in_the_example() -> None:
    settings = set(_settings())

    assert {"SECRET_KEY", "GRACE_SECONDS"} <= settings
    assert settings - set(EXAMPLE.findall((ROOT / ".env.example").read_text())) == {SPARE_NAME}


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_every_adapter_is_named_in_the_docs(adapter: str) -> None:
    assert re.search(rf"\b{adapter}\b", _docs())


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_every_strategy_is_named_in_the_docs(strategy: str) -> None:
    assert re.search(rf"\b{strategy}\b", _docs())


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    texts = [path for place in TEXT_PLACES for path in _files(place) if path.suffix in TEXT_KINDS]
    texts += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT_KINDS]

    assert len(texts) > 100
    assert [_name(path) for path in texts if SOMEONES_HOME.search(path.read_text())] == []


def test_every_key_of_a_test_bears_the_mark_that_is_looked_for() -> None:
    modules = [path for path in _modules() if path.is_relative_to(ROOT / "tests")]
    found = {(_name(path), "".join(key)) for path in modules for key in _keys(path)}
    unmarked = {name for name, key in found if not any(mark in key for mark in MARKS)}

    assert len(found) > 50
    assert unmarked == WITH_OTHER_KEYS


def _files(place: str) -> Iterator[Path]:
    for path in sorted((ROOT / place).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _keys(path: Path) -> list[tuple[str, str]]:
    return KEYS.findall(path.read_text())


def _modules() -> Iterator[Path]:
    for place in PYTHON_PLACES:
        for path in _files(place):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path


def _dotted(path: Path) -> str:
    """With a dot behind it, so that no name is taken for the beginning of another. What names a
    package, or the application to Django, stands in no layer: it is left out."""
    if path.name in ("__init__.py", "apps.py"):
        return ""
    return f"{_name(path.with_suffix('')).replace('/', '.')}."


def _layers() -> tuple[str, ...]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    return tuple(f"{module.strip()}." for layer in layers for module in layer.split("|"))


def _length(path: Path) -> int:
    return len(path.read_text().splitlines())


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _is_explained(path: Path) -> bool:
    docstring = DOCSTRING.match(path.read_text())
    return docstring is not None and len(docstring[1].splitlines()) <= DOCSTRING_LINES


def _settings() -> Iterator[str]:
    """What `settings.py` reads through `env`: the first argument of each call."""
    tree = ast.parse((ROOT / "backend" / "settings.py").read_text())
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("env")), args=[ast.Constant(str(name)), *_]
            ):
                yield name


def _docs() -> str:
    return "\n".join(path.read_text() for path in _files("docs") if path.suffix == ".md")
