"""The web application: HTTP to Django in threads, sockets and streams to the event loop.

Django's own ASGI handler gives every request a thread of its own, without a bound; a pool has one,
and needs no more database connections than it has threads.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.wsgi import get_wsgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

django: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402  after the apps are ready

from backend.memory import keep_what_is_loaded  # noqa: E402
from backend.redaction import redact  # noqa: E402
from backend.single_user import SingleUserSocket  # noqa: E402
from council.api.consumer import DeliberationConsumer  # noqa: E402
from council.api.streams import LOG, follow_log  # noqa: E402
from providers.events import PROVIDERS, follow_events  # noqa: E402
from providers.following import EventStreams, Follow  # noqa: E402

consumer: Any = DeliberationConsumer.as_asgi()
nowhere: Any = WebsocketDenier.as_asgi()
sockets: Any = [
    path("ws/deliberations/<uuid:deliberation_id>/", consumer),
    re_path("", nowhere),
]
http: Any = WSGIMiddleware(django, workers=settings.WEB_THREADS)
ways: dict[str, Follow] = {LOG: follow_log, PROVIDERS: follow_events}

application = ProtocolTypeRouter(
    {"http": EventStreams(http, ways), "websocket": SingleUserSocket(URLRouter(sockets))}
)
redact([logging.getLogger("uvicorn")])  # uvicorn has set up a handler of its own
keep_what_is_loaded()
