"""Dedicated endpoints and their keeper: one may sleep, and a request of any kind wakes it."""

from __future__ import annotations

import re

import orjson

from providers.rehearsal.connection import Request
from providers.rehearsal.wires.wire import Json, Page, refuse

MANAGED = re.compile(r"^/v2/endpoint/(?P<namespace>[^/]+)/(?P<name>[^/]+)$")
OWN = re.compile(r"^/endpoints/(?P<name>[^/]+)(?P<path>/.*|)$")
RUNNING, ASLEEP, PAUSED = "running", "scaledToZero", "paused"
MADE_AT = "2026-11-01T09:00:00.000Z"


class Endpoints:
    """What an endpoint is like stands in its name: `asleep-…`, `paused-…`, `bare-…` (no chat)."""

    def __init__(self) -> None:
        self._woken: set[str] = set()

    def state_of(self, name: str) -> str:
        if name.startswith("paused"):
            return PAUSED
        return ASLEEP if name.startswith("asleep") and name not in self._woken else RUNNING

    def lacks(self, path: str) -> bool:
        own = OWN.match(path)
        return bool(own and own["name"].startswith("bare") and own["path"].startswith("/v1/"))

    def refusal(self, name: str) -> Page | None:
        """What the proxy says in place of an endpoint that does not run; asking wakes it."""
        state = self.state_of(name)
        self._woken.add(name)
        if state == PAUSED:
            return refuse(400, {"error": "Bad Request: Invalid state: endpoint is paused"})
        if state == ASLEEP:
            return refuse(503, {"error": "503 Service Unavailable: the endpoint is starting up"})
        return None

    def describe(self, request: Request, namespace: str, name: str) -> Page:
        address = f"http://{request.headers.get('host', '')}/endpoints/{name}"
        state = self.state_of(name)
        status: Json = {
            "state": state,
            "message": f"Endpoint {state}",
            "createdAt": MADE_AT,
            "updatedAt": MADE_AT,
            "createdBy": {"id": "0", "name": namespace},
            "updatedBy": {"id": "0", "name": namespace},
            "readyReplica": int(state == RUNNING),
            "targetReplica": int(state == RUNNING),
            "url": address,
        }
        scaling = {"minReplica": 0, "maxReplica": 1, "scaleToZeroTimeout": 60}
        found: Json = {
            "name": name,
            "type": "protected",
            "accountId": None,
            "healthRoute": "/health",
            "provider": {"vendor": "aws", "region": "us-east-1"},
            "compute": {
                "accelerator": "gpu",
                "instanceType": "nvidia-l4",
                "instanceSize": "x1",
                "scaling": scaling,
            },
            "model": {
                "repository": f"rehearsal/{name}",
                "revision": "main",
                "task": "text-generation",
                "framework": "pytorch",
                "image": {"huggingface": {}},
            },
            "status": status,
        }
        return Page(200, orjson.dumps(found))
