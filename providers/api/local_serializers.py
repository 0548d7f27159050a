"""What the API says of an Ollama and its models."""

from __future__ import annotations

from rest_framework import serializers

from providers.catalogue.local_models import LocalModel, LocalModels, Pull


class LocalModelOutput(serializers.Serializer[LocalModel]):
    name = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())


class PullOutput(serializers.Serializer[Pull]):
    model = serializers.CharField()
    download_gigabytes = serializers.FloatField()


class LocalModelsOutput(serializers.Serializer[LocalModels]):
    """`tags` of a model: the tasks it is known to be good at. `memory_gigabytes`: of the machine,
    where the Ollama is on this one; `pull`: the largest model that we know to run in it, the
    smallest where it is not known."""

    address = serializers.CharField()
    is_reachable = serializers.BooleanField()
    message = serializers.CharField()
    models = LocalModelOutput(many=True)
    memory_gigabytes = serializers.FloatField(allow_null=True)
    pull = PullOutput()
