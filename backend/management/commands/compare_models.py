"""`manage.py compare_models`: what do these models say to one query, how soon and for how much?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from rest_framework.exceptions import ValidationError

from backend.model_commands import (
    UNKNOWN,
    add_model_arguments,
    asking,
    came_of,
    draw,
    shown,
    terms_of,
)
from providers.api.comparison_serializers import ComparisonInput, ComparisonOutput
from providers.comparison.asking import ModelResult
from providers.comparison.comparing import Comparison
from providers.money import as_usd
from providers.side_by_side import compare_models

HEADINGS = ("model", "seconds", "first token", "in", "out", "tokens/s", "cost $", "attempts", "")


class Command(BaseCommand):
    help = (
        "Put one query to several models side by side, with nobody else in the place of any. The "
        "exit code is 1 where nobody answered."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", help="what you want to know")
        add_model_arguments(parser)

    def handle(self, *_: object, **options: Any) -> None:  # noqa: ANN401  Django's signature
        try:
            query = ComparisonInput().fields["query"].run_validation(options["query"])
        except ValidationError as error:
            raise CommandError(" ".join(map(str, error.detail))) from error
        with asking() as speaking:
            compared = compare_models(query=query, **terms_of(options, speaking))
        if options["as_json"]:
            self.stdout.write(orjson.dumps(ComparisonOutput(compared).data).decode())
        else:
            self._draw(compared)
        if not compared.answered:
            raise CommandError("Nobody answered.")

    def _draw(self, compared: Comparison) -> None:
        for result in compared.answered:
            self.stdout.write(f"{result.model}:\n{result.text}\n")
        self.stdout.write(draw(HEADINGS, map(_row, compared.results)))
        best = {
            "Fastest": compared.fastest,
            "first to speak": compared.first_to_speak,
            "longest": compared.longest,
            "cheapest": compared.cheapest,
        }
        told = "; ".join(f"{what}: {model or UNKNOWN}" for what, model in best.items())
        self.stdout.write(f"{told}.")


def _row(result: ModelResult) -> tuple[str, ...]:
    return (
        str(result.model),
        shown(result.seconds, ".2f"),
        shown(result.first_token_seconds, ".2f"),
        str(result.usage.input_tokens),
        str(result.usage.output_tokens),
        shown(result.tokens_per_second, ".0f"),
        as_usd(result.cost_nano_usd) or UNKNOWN,
        str(result.attempts),
        came_of(result),
    )
