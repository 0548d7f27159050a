"""The official clients, in front of the rehearsal upstream by their own switches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx2
import huggingface_hub
import ollama
import openai
from google import genai
from google.genai import types

from tests.integration.rehearsal import SECONDS, Rehearsal

KEY = "hf_canarykey"


class ToRehearsal(httpx2.BaseTransport):
    """Whichever host is meant, the upstream answers: the router's address cannot be set."""

    def __init__(self, url: str) -> None:
        self._url = httpx2.URL(url)
        self._transport = httpx2.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = self._url
        request.url = request.url.copy_with(scheme=url.scheme, host=url.host, port=url.port)
        request.headers["Host"] = url.netloc.decode()
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


@dataclass(frozen=True)
class Official:
    """One client for each protocol."""

    openai: openai.OpenAI
    hub: huggingface_hub.InferenceClient
    api: huggingface_hub.HfApi
    ollama: ollama.Client
    gemini: genai.Client
    url: str


@contextmanager
def official_clients(upstream: Rehearsal) -> Iterator[Official]:
    huggingface_hub.set_client_factory(
        lambda: httpx2.Client(transport=ToRehearsal(upstream.url), timeout=SECONDS)
    )
    options = types.HttpOptions(base_url=upstream.url, api_version="v1beta")
    found = Official(
        openai=openai.OpenAI(base_url=f"{upstream.url}/v1", api_key=KEY, max_retries=0),
        hub=huggingface_hub.InferenceClient(provider="hf-inference", api_key=KEY),
        api=huggingface_hub.HfApi(token=KEY),
        ollama=ollama.Client(host=upstream.url, trust_env=False),
        gemini=genai.Client(api_key=KEY, http_options=options),
        url=upstream.url,
    )
    with ExitStack() as ending:
        ending.callback(found.openai.close)
        ending.callback(found.ollama.close)
        ending.callback(found.gemini.close)
        ending.callback(huggingface_hub.set_client_factory, httpx2.Client)
        yield found
