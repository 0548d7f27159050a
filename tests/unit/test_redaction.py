"""A secret that is logged all the same is not written."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from celery.signals import after_setup_logger, after_setup_task_logger
from pytest_django import Settings

from backend import celery
from backend.redaction import Redaction, redact

HF, GEMINI, OWN = "hf_" + "a1" * 17, "AIza" + "b-2" * 12, f"ac_{'c' * 12}_{'D4' * 16}"
SERVER = "gsk-of-a-server"


@pytest.fixture
def bare_logger() -> Iterator[logging.Logger]:
    """As Celery and uvicorn set one up: with a handler that knows of no filter."""
    logger = logging.getLogger("a server's")
    logger.propagate = False
    logger.handlers = [logging.StreamHandler(StringIO())]
    yield logger
    logger.handlers = []


@pytest.fixture
def logger(bare_logger: logging.Logger) -> logging.Logger:
    bare_logger.handlers[0].addFilter(Redaction())
    return bare_logger


def written(logger: logging.Logger) -> str:
    handler = logger.handlers[0]  # pytest adds its own
    assert isinstance(handler, logging.StreamHandler)
    text: str = handler.stream.getvalue()
    return text


@pytest.fixture(autouse=True)
def _keys(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HF_TOKEN = "first-token,second-token"  # noqa: S105
    settings.GEMINI_API_KEY = "gemini-token"
    settings.OPENAI_COMPATIBLE = ["groq=https://api.groq.com/openai/v1|GROQ_KEY"]
    settings.ALERT_WEBHOOK_URL = "https://hooks.example/T0/secret"
    monkeypatch.setenv("GROQ_KEY", SERVER)


@pytest.mark.parametrize(
    "secret",
    [HF, GEMINI, OWN, SERVER, "second-token", "gemini-token", "https://hooks.example/T0/secret"],
)
def test_a_key_is_written_nowhere_in_a_line(logger: logging.Logger, secret: str) -> None:
    logger.warning("With %s in it, and %r", secret, {"Authorization": f"Bearer {secret}"})
    assert written(logger) == (
        "With [redacted] in it, and {'Authorization': 'Bearer [redacted]'}\n"
    )


@pytest.mark.parametrize("path", ["/s/", "/api/shared/"])
def test_what_stands_in_a_link_is_written_nowhere(logger: logging.Logger, path: str) -> None:
    link = path + "gx-_7" * 6
    logger.error("Internal Server Error: %s?x=1", link)
    assert written(logger) == f"Internal Server Error: {path}[redacted]?x=1\n"


def test_nor_in_a_traceback_and_its_causes(logger: logging.Logger) -> None:
    try:
        fail()
    except ValueError:
        logger.exception("It failed with %s", OWN, stack_info=True)
    text = written(logger)
    assert "It failed with [redacted]" in text
    assert "KeyError: '[redacted]'" in text
    assert "ValueError: No answer with [redacted]" in text
    assert not any(secret in text for secret in (HF, SERVER, OWN))


def fail() -> None:
    try:
        {"known": 1}.pop(HF)
    except KeyError as error:
        raise ValueError(f"No answer with {SERVER}") from error


def test_every_other_line_is_written_as_it_is(logger: logging.Logger) -> None:
    logger.warning("%d %% of hf_token, AIza and ac_ are used", 50)
    assert written(logger) == "50 % of hf_token, AIza and ac_ are used\n"


def test_a_line_whose_arguments_do_not_fit_stops_nobody(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.warning("Nothing to fill in", HF)
    assert HF not in written(logger) + capsys.readouterr().err


@pytest.mark.parametrize("signal", [after_setup_logger, after_setup_task_logger])
def test_the_handlers_of_celery_are_redacted(signal: object, bare_logger: logging.Logger) -> None:
    assert celery.app
    getattr(signal, "send")(sender=None, logger=bare_logger)  # noqa: B009
    assert is_redacted(bare_logger)


def test_the_handlers_of_another_server_are_redacted_once(bare_logger: logging.Logger) -> None:
    redact([bare_logger])
    redact([bare_logger])
    assert is_redacted(bare_logger)


def is_redacted(logger: logging.Logger) -> bool:
    handler = logger.handlers[0]
    [added] = handler.filters
    return isinstance(added, Redaction)


def test_what_the_settings_set_up_is_redacted() -> None:
    filters = [each for handler in logging.getLogger().handlers for each in handler.filters]
    assert any(isinstance(each, Redaction) for each in filters)
