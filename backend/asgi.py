"""The web application: HTTP to Django, WebSockets to the consumer."""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

http = get_asgi_application()

from backend.single_user import SingleUserSocket  # noqa: E402  after the apps are ready
from council.api.consumer import DeliberationConsumer  # noqa: E402

consumer: Any = DeliberationConsumer.as_asgi()
routes: Any = [path("ws/deliberations/<uuid:deliberation_id>/", consumer)]

application = ProtocolTypeRouter({"http": http, "websocket": SingleUserSocket(URLRouter(routes))})
