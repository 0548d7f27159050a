"""Takes secrets out of log lines. Nothing should put one there; should something, it stays here."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from providers.compatible_servers import compatible_servers

REDACTED: Final = "[redacted]"
# Keys of ours, of Hugging Face and of Google, whoever they belong to; what stands in a link.
SHAPES: Final = (
    r"(?<=/s/)[\w-]{16,}",
    r"(?<=/shared/)[\w-]{16,}",
    r"\bac_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}",
    r"\bhf_[0-9A-Za-z]{16,}",
    r"\bAIza[\w-]{30,}",
)
SHORTEST: Final = 8  # what is shorter is a word before it is a secret
_FORMATTER: Final = logging.Formatter()


class Redaction(logging.Filter):
    """Lets every record through, without the secrets in its message and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = _message(record)
        if (hidden := self._hide(text)) != text:
            record.msg, record.args = hidden, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        record.exc_text = record.exc_text and self._hide(record.exc_text)
        record.stack_info = record.stack_info and self._hide(record.stack_info)
        return True

    def _hide(self, text: str) -> str:
        return self._secret.sub(REDACTED, text)

    @cached_property
    def _secret(self) -> re.Pattern[str]:
        """The longest first, for one may be a part of another."""
        known = sorted({s for s in _configured() if len(s) >= SHORTEST}, key=len, reverse=True)
        return re.compile("|".join([*map(re.escape, known), *SHAPES]))


def redact(loggers: Iterable[logging.Logger]) -> None:
    """Also where a server has set up handlers of its own."""
    for logger in loggers:
        for handler in logger.handlers:
            if not any(isinstance(each, Redaction) for each in handler.filters):
                handler.addFilter(Redaction())


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # the arguments do not fit; the handler will say so
        return f"{record.msg} {record.args}"


def _configured() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.ENCRYPTION_KEYS
    yield from settings.HF_TOKEN.split(",")
    yield from settings.GEMINI_API_KEY.split(",")
    for server in compatible_servers().values():
        yield from server.keys().split(",")
    yield settings.ALERT_WEBHOOK_URL
    yield settings.DATABASES["default"].get("PASSWORD") or ""
    yield urlsplit(settings.REDIS_URL).password or ""
