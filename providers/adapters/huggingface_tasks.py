"""The task API on `hf-inference`: a model for one task each, asked by its own path."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from providers.adapters.asking import bearer, posting
from providers.adapters.documents import read_document
from providers.adapters.framing import (
    Frame,
    as_count,
    as_frame,
    as_frames,
    as_measure,
    as_text,
    first_frame,
)
from providers.adapters.http import HttpClient
from providers.adapters.vectors import as_vectors, bare_vectors, refuse_nothing
from providers.errors import InvalidRequest, Malformed
from providers.protocol import Deadline, Key
from providers.task_protocol import (
    ClassificationCall,
    EmbeddingCall,
    Embeddings,
    Extract,
    Label,
    PassageCall,
    Summary,
    SummaryCall,
    ZeroShotCall,
)

PATH = "/hf-inference/models"
# So a model says that it does not know a parameter.
UNUSED = "not used by the model"


class HuggingFaceTasks:
    """`root` is the router's address without a path."""

    def __init__(self, root: str, http: HttpClient, headers: Mapping[str, str]) -> None:
        self.address = root + PATH
        self.http = http
        self.headers = headers

    def embed(self, call: EmbeddingCall, key: Key, deadline: Deadline) -> Embeddings:
        refuse_nothing(call)
        # Here the options stand beside the inputs, not under `parameters`.
        size = {} if call.dimensions is None else {"dimensions": call.dimensions}
        document = self._ask(
            f"{quote(call.model)}/pipeline/feature-extraction",
            {"inputs": list(call.texts), **size},
            call.texts,
            key,
            deadline,
        )
        texts = len(call.texts)
        return Embeddings(
            as_vectors(bare_vectors(document, texts), texts),
            dropped=("purpose",) if call.purpose else (),
        )

    def classify(self, call: ClassificationCall, key: Key, deadline: Deadline) -> tuple[Label, ...]:
        body = {"inputs": call.text}
        return _labels(self._ask(quote(call.model), body, (call.text,), key, deadline))

    def choose_label(self, call: ZeroShotCall, key: Key, deadline: Deadline) -> tuple[Label, ...]:
        parameters = {"candidate_labels": list(call.labels), "multi_label": call.is_multi_label}
        body = {"inputs": call.text, "parameters": parameters}
        private = (call.text, *call.labels)
        document = self._ask(quote(call.model), body, private, key, deadline)
        old = first_frame(document) if isinstance(document, list) else as_frame(document)
        if "labels" in old:
            pairs = zip(old["labels"], old.get("scores") or [], strict=False)
            document = [{"label": label, "score": score} for label, score in pairs]
        return _labels(document)

    def summarise(self, call: SummaryCall, key: Key, deadline: Deadline) -> Summary:
        limits = {"min_length": call.min_tokens, "max_length": call.max_tokens}
        parameters = {name: limit for name, limit in limits.items() if limit is not None}
        dropped: tuple[str, ...] = ()
        try:
            document = self._summarise(call, parameters, key, deadline)
        except InvalidRequest as error:
            if not parameters or UNUSED not in error.message:
                raise
            dropped = tuple(name.replace("length", "tokens") for name in parameters)
            document = self._summarise(call, {}, key, deadline)
        text = as_text(first_frame(document).get("summary_text"))
        if not text:
            raise Malformed("The provider sent something else than a summary.")
        return Summary(text, dropped)

    def extract(self, call: PassageCall, key: Key, deadline: Deadline) -> Extract:
        body = {"inputs": {"question": call.question, "context": call.passage}}
        private = (call.question, call.passage)
        document = self._ask(quote(call.model), body, private, key, deadline)
        found = first_frame(document) if isinstance(document, list) else as_frame(document)
        if "answer" not in found:
            raise Malformed("The provider sent something else than a piece of the passage.")
        return Extract(
            text=as_text(found["answer"]),
            score=as_measure(found.get("score")) or 0.0,
            start=as_count(found.get("start")),
            end=as_count(found.get("end")),
        )

    def _summarise(
        self, call: SummaryCall, parameters: Frame, key: Key, deadline: Deadline
    ) -> object:
        body = {"inputs": call.text, **({"parameters": parameters} if parameters else {})}
        return self._ask(quote(call.model), body, (call.text,), key, deadline)

    def _ask(
        self, path: str, body: Frame, private: tuple[str, ...], key: Key, deadline: Deadline
    ) -> object:
        request = posting(
            f"{self.address}/{path}",
            {**self.headers, **bearer(key)},
            body,
            (key.secret.strip(), *private),
        )
        return read_document(self.http, request, deadline)


def _labels(document: object) -> tuple[Label, ...]:
    """A list, or the same nested once more."""
    if isinstance(document, list) and document and isinstance(document[0], list):
        document = document[0]
    labels = [
        Label(as_text(item.get("label")), score)
        for item in as_frames(document)
        if (score := as_measure(item.get("score"))) is not None
    ]
    if not labels:
        raise Malformed("The provider sent something else than labels.")
    return tuple(sorted(labels, key=lambda label: label.score, reverse=True))
