"""What can be looked at without asking a model: lists, descriptions, versions, states, keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import orjson

from providers.rehearsal.calls import Calls
from providers.rehearsal.connection import Request
from providers.rehearsal.library import Library
from providers.rehearsal.roster import Roster
from providers.rehearsal.wires import gemini, hub, huggingface, ollama, tgi
from providers.rehearsal.wires.endpoints import MANAGED, OWN, Endpoints
from providers.rehearsal.wires.wire import BadRequest, Page, bearer_of, read_object
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

BAD_KEY = "invalid"
GEMINI = gemini.GeminiWire()
OLLAMA = ollama.OllamaWire()
PLAIN = "text/plain; charset=utf-8"
HUB_MODEL = re.compile(r"^/api/models/(.+)$")
LISTS = ("/v1/models", "/v1beta/models")


class Pages:
    def __init__(
        self, roster: Roster, library: Library, endpoints: Endpoints, calls: Calls
    ) -> None:
        self._roster = roster
        self._library = library
        self._endpoints = endpoints
        self._calls = calls

    def show(self, request: Request) -> Page:
        own = OWN.match(request.path)
        path = own["path"] or "/" if own else request.path
        if path.startswith(LISTS):
            return self._show_models(request, path)
        if managed := MANAGED.match(path):
            return self._show_endpoint(request, managed["namespace"], managed["name"])
        if model := HUB_MODEL.match(path):
            return hub.describe(request, model[1], self._roster.hub_tasks())
        page = self._plain_pages(request).get(path)
        return page() if page else Page(404, b"404 page not found", PLAIN)

    def _plain_pages(self, request: Request) -> dict[str, Callable[[], Page]]:
        return {
            "/": lambda: Page(200, b"Ollama is running", PLAIN),
            "/api/version": lambda: Page(200, orjson.dumps({"version": ollama.VERSION})),
            "/api/tags": lambda: Page(200, ollama.list_models(self._library.models())),
            "/api/ps": self._show_loaded,
            "/api/show": lambda: show_ollama_model(request),
            "/api/models": lambda: hub.list_models(request, self._roster.hub_tasks()),
            "/api/whoami-v2": lambda: hub.whoami(request, BAD_KEY),
            "/info": lambda: Page(200, tgi.describe()),
            "/health": lambda: Page(200, b"", PLAIN),
        }

    def _show_models(self, request: Request, path: str) -> Page:
        """The router and Gemini both list under /v1/models: who asks with which key decides."""
        model = path.partition("/models")[2].strip("/")
        if path.startswith("/v1beta") or GEMINI.key(request):
            return self._show_gemini(request, model)
        names = self._roster.huggingface
        return Page(200, huggingface.describe(model) if model else huggingface.list_models(names))

    def _show_gemini(self, request: Request, model: str) -> Page:
        if BAD_KEY in GEMINI.key(request).lower():
            return GEMINI.refusal(Fault(Kind.UNAUTHORISED), model)
        if model:
            return Page(200, gemini.describe(model))
        try:
            return Page(200, gemini.list_page(self._roster.gemini, request))
        except BadRequest as error:
            return GEMINI.bad_request(str(error))

    def _show_endpoint(self, request: Request, namespace: str, name: str) -> Page:
        key = bearer_of(request)
        if not key or BAD_KEY in key.lower():
            return Page(401, orjson.dumps({"error": "Unauthorized"}))
        return self._endpoints.describe(request, namespace, name)

    def _show_loaded(self) -> Page:
        asked = [model.removesuffix(":latest") for model in self._calls.as_counts()]
        return Page(200, ollama.list_loaded(self._library.loaded(asked)))


def show_ollama_model(request: Request) -> Page:
    try:
        model = read_object(request.body).get("model")
    except BadRequest as error:
        return OLLAMA.bad_request(str(error))
    if not isinstance(model, str) or not model:
        return OLLAMA.bad_request("model is required")
    return Page(200, ollama.describe(model))
