"""Read-only: one language model, and what became of an old name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from rest_framework.exceptions import NotFound
from rest_framework.generics import RetrieveAPIView

from providers.api.model_serializers import LanguageModelDetailOutput
from providers.catalogue.condition import Condition
from providers.catalogue.routes import split_suffix
from providers.catalogue.substitutes import explain
from providers.models import LanguageModel
from providers.protocol import ModelRef


class NotServedName(NotFound):
    default_code = "not_served"


class LanguageModelView(RetrieveAPIView[LanguageModel]):
    """One language model by `provider:name`. Of an old name that nobody serves any more, the
    message of the 404 says what became of it and what to take instead."""

    serializer_class = LanguageModelDetailOutput

    def get_object(self) -> LanguageModel:
        name = self.kwargs["name"]
        provider, _, rest = name.partition(":")
        unpinned, _ = split_suffix(ModelRef(provider, rest))
        models = LanguageModel.objects.with_registry().prefetch_related("hosts").order_by("pk")
        for wanted in (Q(provider__name=provider, name__in=[rest, unpinned]), Q(name=name)):
            if model := models.filter(wanted).first():
                return model
        if explanation := explain(name):
            raise NotServedName(explanation.message)
        raise NotFound("There is no such language model.")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "condition": Condition()}
