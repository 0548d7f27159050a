"""`manage.py record_answers`: what do live models answer to the questions of a set?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from council.evaluation.errors import EvaluationError
from council.evaluation.recording import record_answers
from council.evaluation.sets import folder_of
from providers.errors import Cancelled
from providers.models import LanguageModel
from providers.protocol import ModelRef
from providers.registry import build_gateway
from providers.stored_keys import is_rehearsal


class Command(BaseCommand):
    help = (
        "Ask models the questions of a set and write their answers into a set of its own, for "
        "`evaluate`. Every answer is paid for as any other. Broken off, it goes on where it was; "
        "the exit code is 1 where an answer is still missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("set", help="its folder, or its name in ../shared/evals")
        parser.add_argument("--members", required=True, help="models, provider:name, by commas")
        parser.add_argument("--into", type=Path, required=True, help="the folder of the new set")

    def handle(self, *_: object, **options: Any) -> None:  # noqa: ANN401  Django's signature
        if is_rehearsal():
            raise CommandError("This is a rehearsal: its answers are scripted. Set a key first.")
        names = filter(None, (name.strip() for name in options["members"].split(",")))
        models = [_model(name) for name in dict.fromkeys(names)]
        source = folder_of(options["set"], settings.BASE_DIR)
        try:
            missing = self._record(source, options["into"], models)
        except (EvaluationError, Cancelled) as error:
            raise CommandError(str(error)) from error
        if missing:
            raise CommandError(f"{missing} answers are missing: run it again to ask for them.")

    def _record(self, source: Path, folder: Path, models: list[ModelRef]) -> int:
        """Returns how many are missing."""
        codes: Counter[str] = Counter()
        for recording in record_answers(source, folder, models, build_gateway(is_rehearsal=False)):
            codes[recording.code] += 1
            said = recording.code or "recorded"
            self.stdout.write(f"{recording.question} {recording.member}: {said}")
        return codes.total() - codes[""]


def _model(name: str) -> ModelRef:
    provider, _, model = name.partition(":")
    found = LanguageModel.objects.usable().select_related("provider")
    row = found.filter(provider__name=provider, name=model).first()
    if row is None:
        raise CommandError(f"There is no model {name} that may be asked; see the admin.")
    return row.as_ref()
