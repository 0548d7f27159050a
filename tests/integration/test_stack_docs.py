"""The snippets of README and docs, run as a reader would run them."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from tests.integration.stack import ROOT, WHERE_STACKS_RUN, Stack

pytestmark = WHERE_STACKS_RUN

SNIPPET = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([\w-]+):", re.MULTILINE)


def snippets(language: str) -> list[str]:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = (SNIPPET.findall(page.read_text()) for page in pages)
    return [code for page in found for named, code in page if named == language]


@pytest.mark.parametrize("code", snippets("python"))
def test_python_in_the_docs_runs(code: str) -> None:
    exec(compile(code, "docs", "exec"), {})  # noqa: S102  our own words


@pytest.mark.parametrize("code", snippets("bash"))
def test_calls_in_the_docs_are_answered(code: str, stack: Stack) -> None:
    here = code.replace("http://localhost:8000", stack.url)
    said = subprocess.run(["/bin/bash", "-euc", here], capture_output=True, text=True, check=True)
    answer = json.loads(said.stdout)
    assert answer.get("status") == "queued" or answer["results"]


@pytest.mark.parametrize("code", snippets("console"))
def test_commands_in_the_docs_exist(code: str, stack: Stack) -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    for line in code.splitlines():
        command = line.removeprefix("$ ")
        if command.startswith("make "):
            assert command.split()[1] in targets
        else:
            words = command.removeprefix(".venv/bin/python manage.py ").split()
            assert stack.manage(words[0], "--help").wait(30) == 0, command
