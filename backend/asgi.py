"""The web application: HTTP to Django, WebSockets to the consumer."""

from __future__ import annotations

import os
import warnings
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

# WhiteNoise hands its files over as synchronous iterators, small and from memory.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

http = get_asgi_application()

from backend.single_user import SingleUserSocket  # noqa: E402  after the apps are ready
from council.api.consumer import DeliberationConsumer  # noqa: E402

consumer: Any = DeliberationConsumer.as_asgi()
nowhere: Any = WebsocketDenier.as_asgi()
routes: Any = [
    path("ws/deliberations/<uuid:deliberation_id>/", consumer),
    re_path("", nowhere),
]

application = ProtocolTypeRouter({"http": http, "websocket": SingleUserSocket(URLRouter(routes))})
