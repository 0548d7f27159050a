"""`manage.py rehearse`: serve the rehearsal upstream, to try the council with no key."""

from __future__ import annotations

import os
import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from providers.rehearsal.server import Options, serve
from providers.scripted.kinds import describe_kinds
from providers.scripted.markers import unknown_name
from providers.scripted.scripts import UnknownFault, read_option


class Command(BaseCommand):
    help = "Serve the rehearsal upstream: Hugging Face, Ollama and Gemini, played without a key."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        usual = Options()
        parser.add_argument("--host", default=usual.host)
        parser.add_argument("--port", type=int, default=usual.port, help="0 takes a free one")
        parser.add_argument(
            "--speed", type=float, default=usual.speed, help="1 as real models speak, 0 at once"
        )
        parser.add_argument(
            "--fault",
            action="append",
            default=[],
            dest="faults",
            metavar="MODEL=FAULT[,FAULT…]",
            help="one fault per call, * after the last for ever; MODEL may be *, chair or members",
        )
        parser.add_argument(
            "--list", action="store_true", dest="is_list_wanted", help="list the faults, and end"
        )

    def handle(
        self,
        *,
        host: str,
        port: int,
        speed: float,
        faults: list[str],
        is_list_wanted: bool,
        **_others: object,
    ) -> None:
        if is_list_wanted:
            self._list_faults()
        else:
            self._serve(Options(host=host, port=port, speed=speed, faults=tuple(faults)))

    def _list_faults(self) -> None:
        rows = [("fault", "what the upstream does", "taken for"), *describe_kinds()]
        widths = [max(len(row[column]) for row in rows) for column in (0, 2)]
        lines = (f"{name:<{widths[0]}}  {kind:<{widths[1]}}  {does}" for name, does, kind in rows)
        try:
            self.stdout.write("\n".join(lines))
            self.stdout.flush()
        except BrokenPipeError:  # whoever reads has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _serve(self, chosen: Options) -> None:
        try:
            for written in chosen.faults:
                self._tell_of_strangers(read_option(written)[0], chosen.roster.names())
            serve(chosen, self._announce)
        except UnknownFault as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"Cannot serve on {chosen.host}:{chosen.port}: {error.strerror}."
            ) from error

    def _tell_of_strangers(self, who: str, names: list[str]) -> None:
        """It answers for any name, so that a slip would never be noticed."""
        if stranger := unknown_name(who, names):
            self.stderr.write(f"{stranger} The fault waits for whoever is.")

    def _announce(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
