"""The upstream itself: which path leads to which wire, and who answers what."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from providers.rehearsal.calls import Calls
from providers.rehearsal.connection import Reply, Request
from providers.rehearsal.control import Control
from providers.rehearsal.faults import Fault, Faults, Kind, without_markers
from providers.rehearsal.pace import pace_of
from providers.rehearsal.performance import Performance, send_page
from providers.rehearsal.roster import Roster
from providers.rehearsal.voices import answer, is_for_chair
from providers.rehearsal.wires import gemini, huggingface, ollama
from providers.rehearsal.wires.wire import Ask, BadRequest, Line, Page, Wire, read_object

BAD_KEY = "invalid"
HUGGINGFACE = huggingface.HuggingFaceWire()
OLLAMA = ollama.OllamaWire()
GEMINI = gemini.GeminiWire()
CHAT_PATHS: dict[str, Wire] = {"/v1/chat/completions": HUGGINGFACE, "/api/chat": OLLAMA}
PLAIN = "text/plain; charset=utf-8"


@dataclass(slots=True)
class Upstream:
    """`speed` scales every wait but those of the faults; 0 means no waiting at all."""

    speed: float = 1.0
    roster: Roster = field(default_factory=Roster)
    faults: Faults = field(default_factory=Faults)
    calls: Calls = field(default_factory=Calls)
    control: Control = field(init=False)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.control = Control(self.faults, self.calls)

    async def respond(self, request: Request, reply: Reply) -> None:
        path = request.path
        wire = self._chat_wire(request.method, path)
        if wire:
            await self._chat(wire, request, reply)
        elif path.startswith("/rehearsal/"):
            self.control.respond(request, reply)
        elif path.startswith(("/v1/models", "/v1beta/models")):
            self._show_models(request, reply)
        else:
            self._show_ollama(request, reply)

    def _chat_wire(self, method: str, path: str) -> Wire | None:
        if method != "POST":
            return None
        if gemini.ACTION.match(path):
            return GEMINI
        return CHAT_PATHS.get(path)

    async def _chat(self, wire: Wire, request: Request, reply: Reply) -> None:
        try:
            ask = wire.read(request, f"rehearsal-{next(self._ids)}")
        except BadRequest as error:
            send_page(reply, wire.bad_request(str(error)))
            return
        query = next((line.text for line in reversed(ask.messages) if line.role == "user"), "")
        messages = tuple(Line(line.role, without_markers(line.text)) for line in ask.messages)
        fault = self._fault_of(wire, request, ask, query)
        with self.calls.under_way(ask.model) as count:
            performance = Performance(
                ask=ask,
                wire=wire,
                reply=reply,
                fault=fault,
                pace=pace_of(ask.model, self.speed),
                count=count,
            )
            await performance.give(self.control.answer_of(ask.model) or answer(ask.model, messages))

    def _fault_of(self, wire: Wire, request: Request, ask: Ask, query: str) -> Fault:
        if BAD_KEY in wire.key(request).lower():
            return Fault(Kind.UNAUTHORISED)
        return self.faults.next_for(ask.model, query, is_chair=is_for_chair(ask.messages))

    def _show_models(self, request: Request, reply: Reply) -> None:
        """The router and Gemini both list under /v1/models: who asks with which key decides."""
        _, _, model = request.path.partition("/models")
        model = model.strip("/")
        is_gemini = request.path.startswith("/v1beta") or bool(GEMINI.key(request))
        if is_gemini and BAD_KEY in GEMINI.key(request).lower():
            send_page(reply, GEMINI.refusal(Fault(Kind.UNAUTHORISED), model))
        elif is_gemini:
            names = self.roster.gemini
            reply.send(200, gemini.describe(model) if model else gemini.list_models(names))
        else:
            names = self.roster.huggingface
            reply.send(
                200, huggingface.describe(model) if model else huggingface.list_models(names)
            )

    def _show_ollama(self, request: Request, reply: Reply) -> None:
        pages: dict[str, Callable[[], Page]] = {
            "/": lambda: Page(200, b"Ollama is running", PLAIN),
            "/api/version": lambda: Page(200, orjson.dumps({"version": ollama.VERSION})),
            "/api/tags": lambda: Page(200, ollama.list_models(self.roster.ollama)),
            "/api/ps": lambda: Page(200, ollama.list_loaded(())),
            "/api/show": lambda: show_ollama_model(request),
        }
        page = pages.get(request.path)
        send_page(reply, page() if page else Page(404, b"404 page not found", PLAIN))


def show_ollama_model(request: Request) -> Page:
    try:
        model = read_object(request.body).get("model")
    except BadRequest as error:
        return OLLAMA.bad_request(str(error))
    if not isinstance(model, str) or not model:
        return OLLAMA.bad_request("model is required")
    return Page(200, ollama.describe(model))
