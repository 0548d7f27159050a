"""`manage.py rehearse`: serve the rehearsal upstream, to try the council with no key."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from providers.rehearsal.faults import Kind, UnknownFault
from providers.rehearsal.server import Options, serve


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
            help=f"one fault per call, * after the last for ever. Faults: {', '.join(Kind)}",
        )

    def handle(
        self, *, host: str, port: int, speed: float, faults: list[str], **_others: object
    ) -> None:
        chosen = Options(host=host, port=port, speed=speed, faults=tuple(faults))
        try:
            serve(chosen, self._announce)
        except UnknownFault as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Cannot serve on {host}:{port}: {error.strerror}.") from error

    def _announce(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
