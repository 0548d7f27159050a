"""The upstream itself: which path leads to which wire, and who answers what."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from providers.rehearsal.calls import Calls
from providers.rehearsal.connection import Reply, Request
from providers.rehearsal.control import Control
from providers.rehearsal.faults import Faults
from providers.rehearsal.library import Library, model_to_pull
from providers.rehearsal.pace import pace_of
from providers.rehearsal.pages import BAD_KEY, GEMINI, OLLAMA, Pages
from providers.rehearsal.performance import Performance, send_page
from providers.rehearsal.roster import Roster
from providers.rehearsal.voices import answer, is_for_chair
from providers.rehearsal.wires import embeddings, endpoints, gemini, huggingface, tasks, tgi
from providers.rehearsal.wires.wire import Ask, BadRequest, Line, Wire
from providers.scripted.kinds import Kind
from providers.scripted.markers import unreadable_markers
from providers.scripted.scripts import Fault, UnknownFault, without_markers

OPENAI_WAYS = r"^(?:/endpoints/[^/]+)?/v1"


@dataclass(slots=True)
class Upstream:
    """`speed` scales every wait but those of the faults; 0 means no waiting at all."""

    speed: float = 1.0
    roster: Roster = field(default_factory=Roster)
    faults: Faults = field(default_factory=Faults)
    calls: Calls = field(default_factory=Calls)
    control: Control = field(init=False)
    _library: Library = field(init=False)
    _endpoints: endpoints.Endpoints = field(default_factory=endpoints.Endpoints)
    _pages: Pages = field(init=False)
    _wires: list[tuple[re.Pattern[str], Wire]] = field(init=False)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.control = Control(self.faults, self.calls)
        self._library = Library(self.roster.ollama, self.speed)
        self._pages = Pages(self.roster, self._library, self._endpoints, self.calls)
        self._wires = [
            (re.compile(OPENAI_WAYS + "/chat/completions$"), huggingface.HuggingFaceWire()),
            (re.compile("^/api/chat$"), OLLAMA),
            (gemini.ACTION, GEMINI),
            (tgi.ACTION, tgi.TgiWire()),
            (re.compile(OPENAI_WAYS + "/embeddings$"), embeddings.OpenAIEmbeddingWire()),
            (re.compile("^/api/embed$"), embeddings.OllamaEmbeddingWire()),
            (embeddings.GEMINI_ACTION, embeddings.GeminiEmbeddingWire()),
            (embeddings.FEATURES, embeddings.FeatureWire()),
            (tasks.PATH, tasks.TaskWire(self.roster.tasks)),
        ]

    async def respond(self, request: Request, reply: Reply) -> None:
        own = endpoints.OWN.match(request.path)
        refusal = self._endpoints.refusal(own["name"]) if own else None
        if refusal:
            send_page(reply, refusal)
        elif wire := self._wire(request):
            await self._perform(wire, request, reply)
        elif request.path.startswith("/rehearsal/"):
            self.control.respond(request, reply)
        elif request.path == "/api/pull":
            await self._pull(request, reply)
        else:
            send_page(reply, self._pages.show(request))

    def _wire(self, request: Request) -> Wire | None:
        if request.method != "POST" or self._endpoints.lacks(request.path):
            return None
        return next((wire for path, wire in self._wires if path.match(request.path)), None)

    async def _perform(self, wire: Wire, request: Request, reply: Reply) -> None:
        try:
            ask = wire.read(request, f"rehearsal-{next(self._ids)}")
        except BadRequest as error:
            send_page(reply, wire.bad_request(str(error)))
            return
        query = next((line.text for line in reversed(ask.messages) if line.role == "user"), "")
        messages = tuple(Line(line.role, without_markers(line.text)) for line in ask.messages)
        try:
            fault = self._fault_of(wire, request, ask, query)
        except UnknownFault as error:
            send_page(reply, wire.bad_request(str(error)))
            return
        with self.calls.under_way(ask.model) as entry:
            performance = Performance(
                ask=ask,
                wire=wire,
                reply=reply,
                fault=fault,
                pace=pace_of(ask.model, self.speed),
                entry=entry,
            )
            await performance.give(self._text_of(ask, messages))

    def _text_of(self, ask: Ask, messages: tuple[Line, ...]) -> str:
        if not ask.is_chat:
            return ""
        return self.control.answer_of(ask.model) or answer(ask.model, messages)

    def _fault_of(self, wire: Wire, request: Request, ask: Ask, query: str) -> Fault:
        if BAD_KEY in wire.key(request).lower():
            return Fault(Kind.UNAUTHORISED)
        if unreadable := unreadable_markers(query):
            raise UnknownFault(unreadable[0])
        return self.faults.next_for(ask.model, query, is_chair=is_for_chair(ask.messages))

    async def _pull(self, request: Request, reply: Reply) -> None:
        try:
            model = model_to_pull(request)
        except BadRequest as error:
            send_page(reply, OLLAMA.bad_request(str(error)))
            return
        fault = self.faults.next_for(model, "", is_chair=False)
        await self._library.pull(request, reply, model, fault)
