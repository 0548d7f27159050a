"""Brings what we ship into the database, beside what an operator changed or added there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from providers.ledger.plan_sync import sync_windows
from providers.model_registry import MODEL_REGISTRY, TAGS, ShippedModel
from providers.models import LanguageModel, Origin, Provider, Tag
from providers.sources import Source, shipped_sources

PROVIDER_FIELDS = ("label", "adapter")
MODEL_FIELDS = ("label", "family", "context_tokens")


@transaction.atomic
def sync_registry(models: Iterable[ShippedModel] = MODEL_REGISTRY) -> list[str]:
    """Every change in words; none, and nothing written, where all is as shipped.

    Writes no field listed in a row's `overridden`. What is no longer shipped is withdrawn, not
    deleted; rows made by an operator or found in a catalogue stay as they are.
    """
    changes = _sync_tags()
    changes += _sync_providers(shipped_sources())
    changes += _sync_models(models)
    changes += sync_windows()
    return changes


def _sync_tags() -> list[str]:
    known = set(Tag.objects.values_list("slug", flat=True))
    missing = [Tag(slug=slug, label=label) for slug, label in TAGS.items() if slug not in known]
    if missing:
        Tag.objects.bulk_create(missing)
    return [f"added the tag {tag.slug}" for tag in missing]


def _sync_providers(shipped: Iterable[Source]) -> list[str]:
    rows = {row.name: row for row in Provider.objects.all()}
    changes: list[str] = []
    for source in shipped:
        row = rows.pop(source.name, None)
        if row is None:
            Provider.objects.create(
                name=source.name,
                label=source.label,
                adapter=source.adapter,
                origin=Origin.SHIPPED,
            )
            changes.append(f"added the provider {source.name}")
        elif row.origin != Origin.OPERATOR:
            fields = _follow(row, source, PROVIDER_FIELDS)
            changes += _save(row, fields, f"the provider {source.name}")
    for row in rows.values():
        if row.origin == Origin.SHIPPED:
            changes.append(_withdraw_provider(row))
    return changes


def _withdraw_provider(row: Provider) -> str:
    row.origin = Origin.WITHDRAWN
    row.save(update_fields=["origin"])
    for model in row.language_models.exclude(origin=Origin.OPERATOR).exclude(is_served=False):
        if "is_served" not in model.overridden:
            model.is_served = False
            model.save(update_fields=["is_served"])
    return f"withdrew the provider {row.name}"


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the models are compared with, read at once."""

    models: dict[tuple[str, str], LanguageModel]
    providers: dict[str, Provider]
    tags: dict[str, Tag]


def _sync_models(shipped: Iterable[ShippedModel]) -> list[str]:
    rows = _Rows(
        {(m.provider.name, m.name): m for m in LanguageModel.objects.with_registry()},
        {provider.name: provider for provider in Provider.objects.all()},
        {tag.slug: tag for tag in Tag.objects.all()},
    )
    changes: list[str] = []
    for model in shipped:
        row = rows.models.pop((model.provider, model.name), None)
        if row is None:
            changes.append(_add_model(model, rows))
        elif row.origin != Origin.OPERATOR:
            changes += _follow_model(row, model, rows)
    for row in rows.models.values():
        changes += _withdraw_model(row)
    return changes


def _add_model(model: ShippedModel, rows: _Rows) -> str:
    row = LanguageModel.objects.create(
        provider=rows.providers[model.provider],
        name=model.name,
        label=model.label,
        family=model.family,
        context_tokens=model.context_tokens,
        origin=Origin.SHIPPED,
    )
    row.tags.set([rows.tags[slug] for slug in model.tags])
    return f"added the language model {row}"


def _follow_model(row: LanguageModel, model: ShippedModel, rows: _Rows) -> list[str]:
    fields = _follow(row, model, MODEL_FIELDS)
    if "origin" in fields and "is_served" not in row.overridden:
        row.is_served = None  # back in the list: the next probe looks for it
        fields.append("is_served")
    changes = _save(row, fields, f"the language model {row}")
    has_other_tags = {tag.slug for tag in row.tags.all()} != set(model.tags)
    if has_other_tags and "tags" not in row.overridden:
        row.tags.set([rows.tags[slug] for slug in model.tags])
        changes.append(f"changed the tags of the language model {row}")
    return changes


def _withdraw_model(row: LanguageModel) -> list[str]:
    if row.origin not in (Origin.SHIPPED, Origin.WITHDRAWN):
        return []
    fields = []
    if row.origin != Origin.WITHDRAWN:
        row.origin = Origin.WITHDRAWN
        fields.append("origin")
    if row.is_served is not False and "is_served" not in row.overridden:
        row.is_served = False
        fields.append("is_served")
    if not fields:
        return []
    row.save(update_fields=fields)
    return [f"withdrew the language model {row}"]


def _follow(
    row: Provider | LanguageModel, shipped: Source | ShippedModel, names: Iterable[str]
) -> list[str]:
    """Take over what differs and nobody has overridden; the names of the fields taken over."""
    changed = [
        name
        for name in names
        if name not in row.overridden and getattr(row, name) != getattr(shipped, name)
    ]
    for name in changed:
        setattr(row, name, getattr(shipped, name))
    if row.origin != Origin.SHIPPED:
        row.origin = Origin.SHIPPED
        changed.append("origin")
    return changed


def _save(row: Provider | LanguageModel, fields: list[str], what: str) -> list[str]:
    if not fields:
        return []
    row.save(update_fields=fields)
    return [f"changed {', '.join(fields)} of {what}"]
