"""A dedicated Inference Endpoint, or a server of Text Generation Inference. Nothing but a call
may touch an endpoint itself: every request wakes one that sleeps, and waking it costs money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from providers.adapters.asking import LOOK_SECONDS, bearer, look, sound_address
from providers.adapters.documents import read_document
from providers.adapters.framing import Frame, as_count, as_frame, as_text
from providers.adapters.generating import CHAT_PARAMETERS, generate
from providers.adapters.health import measure_health
from providers.adapters.http import HttpClient
from providers.adapters.openai_compatible import OpenAICompatible, Peculiarities
from providers.adapters.requesting import Request
from providers.errors import Loading, NotServed, ProviderError
from providers.protocol import (
    COLD_FIRST_TEXT_SECONDS,
    CatalogueEntry,
    Deadline,
    Delta,
    Health,
    Key,
    ModelCall,
)
from providers.task_protocol import EmbeddingCall, Embeddings

MANAGED = re.compile(r"/v2/endpoint/[^/]+/[^/]+$")
SLEEPING_HOSTS = ".endpoints.huggingface.cloud"
PROBE_SECONDS = 5.0
NOT_FOUND = 404
AWAKE, ASLEEP = "running", "scaledToZero"
STOPPED = frozenset(["paused", "failed", "updateFailed"])


class InferenceEndpoint:
    """`base_url` is the endpoint's own address, or that of its management,
    `https://api.endpoints.huggingface.cloud/v2/endpoint/{namespace}/{name}`: only there it can be
    looked at without waking it, and there its own address is read.
    """

    name = "inference_endpoint"
    first_text_seconds = COLD_FIRST_TEXT_SECONDS

    def __init__(self, base_url: str, *, name: str = "", http: HttpClient | None = None) -> None:
        address = sound_address(base_url)
        self.name = name or self.name
        self.http = http or HttpClient()
        self.management = address if MANAGED.search(address) else ""
        self.address = "" if self.management else address.removesuffix("/v1")
        self._only_generates = False

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        """By chat, and by a bare prompt only where the endpoint has no chat."""
        address = self._find_address(key, deadline)
        try:
            if self._only_generates:
                yield from generate(self.http, address, call, key, deadline)
            else:
                yield from self._converse(address, call, key, deadline)
        except ProviderError as error:
            if error.status == NOT_FOUND and self.management:
                self.address = ""  # it may have been made anew elsewhere
            raise

    def most_output_tokens(self, call: ModelCall) -> int:
        return call.max_tokens

    def embed(self, call: EmbeddingCall, key: Key, deadline: Deadline) -> Embeddings:
        return self._chat(self._find_address(key, deadline)).embed(call, key, deadline)

    def catalogue(self, key: Key) -> list[CatalogueEntry]:
        if self.management:
            return [_managed_entry(self._ask_keeper(key, Deadline.after(LOOK_SECONDS)))]
        if may_sleep(self.address):
            return []
        try:
            return [_entry(look(self.http, f"{self.address}/info", bearer(key)))]
        except ProviderError as error:
            if error.status != NOT_FOUND:
                raise
            return self._chat(self.address).catalogue(key)

    def probe(self, key: Key) -> Health:
        if self.management:
            deadline = Deadline.after(LOOK_SECONDS)
            return measure_health(lambda: self._check_state(key, deadline), is_key_proven=True)
        if may_sleep(self.address):
            return _not_looked_at()
        return measure_health(lambda: self._check_health(key), is_key_proven=False)

    def _converse(
        self, address: str, call: ModelCall, key: Key, deadline: Deadline
    ) -> Iterator[Delta]:
        try:
            yield from self._chat(address).stream(call, key, deadline)
        except ProviderError as error:
            if error.status != NOT_FOUND:
                raise
            no_chat = error
        else:
            return
        try:
            for delta in generate(self.http, address, call, key, deadline):
                self._only_generates = True
                yield delta
        except ProviderError as error:
            # A server that has chat says which model it misses; one without misses the route.
            if error.status == NOT_FOUND and isinstance(no_chat, NotServed):
                raise no_chat from error
            raise

    def _chat(self, address: str) -> OpenAICompatible:
        peculiarities = Peculiarities(parameters=CHAT_PARAMETERS)
        return OpenAICompatible(
            f"{address}/v1", name=self.name, peculiarities=peculiarities, http=self.http
        )

    def _find_address(self, key: Key, deadline: Deadline) -> str:
        if not self.address:
            status = self._check_state(key, deadline)
            self.address = sound_address(as_text(status.get("url"))).removesuffix("/v1")
        return self.address

    def _ask_keeper(self, key: Key, deadline: Deadline) -> Frame:
        request = Request("GET", self.management, bearer(key), private=(key.secret.strip(),))
        return as_frame(read_document(self.http, request, deadline))

    def _check_state(self, key: Key, deadline: Deadline) -> Frame:
        """Raises NotServed or Loading where a call would find nobody."""
        status = as_frame(self._ask_keeper(key, deadline).get("status"))
        state = as_text(status.get("state"))
        if state in STOPPED:
            raise NotServed(f"The endpoint does not run: its state is {state}.")
        if state not in (AWAKE, ASLEEP) and not status.get("url"):
            raise Loading("The endpoint is being started.")
        return status

    def _check_health(self, key: Key) -> None:
        request = Request("GET", f"{self.address}/health", bearer(key), private=(key.secret,))
        self.http.read(request, Deadline.after(PROBE_SECONDS))


def may_sleep(address: str) -> bool:
    """Whether whatever is sent there could wake a dedicated endpoint."""
    return (urlsplit(address).hostname or "").endswith(SLEEPING_HOSTS)


def _entry(description: Frame) -> CatalogueEntry:
    return CatalogueEntry(
        model=as_text(description.get("model_id")),
        context_tokens=as_count(description.get("max_total_tokens")) or None,
    )


def _managed_entry(endpoint: Frame) -> CatalogueEntry:
    model = as_frame(endpoint.get("model"))
    return CatalogueEntry(
        model=as_text(model.get("repository")),
        is_served=as_frame(endpoint.get("status")).get("state") not in STOPPED,
        can_chat=model.get("task") in (None, "text-generation", "custom"),
    )


def _not_looked_at() -> Health:
    return Health(
        is_reachable=True,
        is_authorised=None,
        seconds=0.0,
        checked_at=datetime.now(UTC),
        code="not_looked_at",
        message="To look at it would wake it. Set the address of its management instead.",
    )
