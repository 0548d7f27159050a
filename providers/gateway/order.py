"""Which of a call's models is asked next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from providers.calls import Asked, Call
from providers.catalogue.routes import split_suffix
from providers.cooldowns.protocol import is_loading
from providers.errors import ContextTooLong, ProviderError
from providers.protocol import ModelRef

PAID: Final = "paid"
_SIZE: Final = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)b\b")  # billions of parameters


def billions_of(name: str) -> float | None:
    """The parameters of a model whose name tells them."""
    found = _SIZE.search(name.lower())
    return float(found[1]) if found else None


class Order:
    """The line-up's order, but for three reasons to depart from it: a paid model does not stand in
    for a free one unasked, a longer text needs a longer window, and families are kept apart."""

    def __init__(self, call: Call, left_out: Iterable[Asked] = (), *, allow_paid: bool) -> None:
        self._call = call
        models = list(call.models)
        self._may_pay = may_pay = (
            allow_paid or call.allow_paid or not (models and models[0].is_free)
        )
        self._named = {_named(model) for model in models}
        self._rest = [model for model in models if may_pay or model.is_free]
        self.left_out = [
            *left_out,
            *(
                Asked(model, code=PAID, message="It is paid for, and only free models may answer.")
                for model in models
                if not may_pay and not model.is_free
            ),
        ]

    @property
    def is_empty(self) -> bool:
        return not self._rest

    def first(self) -> ModelRef | None:
        return self._rest.pop(0) if self._rest else None

    def after(self, model: ModelRef, error: ProviderError) -> ModelRef | None:
        """The next one, when `model` has failed like this."""
        if isinstance(error, ContextTooLong):
            self._leave_out_shorter_than(model)
        if not self._rest:
            return None
        taken = self._call.company.families_beside(self._call.voice)

        def reluctance(candidate: ModelRef) -> tuple[bool, bool, bool]:
            return (
                is_loading(error) and not _is_smaller_sibling(candidate, model),
                isinstance(error, ContextTooLong) and not candidate.context_tokens,
                candidate.family in taken,
            )

        chosen = min(self._rest, key=reluctance)
        self._rest.remove(chosen)
        return chosen

    def name(self, model: ModelRef) -> None:
        """As if the line-up named it last: it is asked now."""
        self._named.add(_named(model))

    def unnamed(self, models: Iterable[ModelRef]) -> list[ModelRef]:
        """Of models that the line-up does not name, those that may be asked."""
        others = [model for model in models if _named(model) not in self._named]
        return [model for model in others if self._may_pay or model.is_free]

    def _leave_out_shorter_than(self, model: ModelRef) -> None:
        """What is known to read no more than a model for which it was too long."""
        shorter = [
            other for other in self._rest if 0 < other.context_tokens <= model.context_tokens
        ]
        self._rest = [other for other in self._rest if other not in shorter]
        self.left_out += [
            Asked(
                other,
                code=ContextTooLong.code,
                message=f"It reads {other.context_tokens} tokens, which is no more.",
            )
            for other in shorter
        ]


def _named(model: ModelRef) -> tuple[str, str]:
    """Whichever host serves it."""
    return model.provider, split_suffix(model)[0]


def _is_smaller_sibling(candidate: ModelRef, model: ModelRef) -> bool:
    """Of the same provider and family, and probably loaded sooner."""
    is_sibling = (candidate.provider, candidate.family) == (model.provider, model.family)
    size, other = billions_of(candidate.name), billions_of(model.name)
    return is_sibling and size is not None and other is not None and size < other
