"""`manage.py ask`: one query put to a council, in the terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from redis import RedisError
from rich.console import Console
from rich.live import Live

from backend import stack
from backend.interrupts import INTERRUPTED, Interrupts
from backend.single_user import OWNER, owner
from backend.supervisor import Program
from backend.terminal import Screen
from council import services
from council.api.inputs import SubmissionInput
from council.api.outputs import deliberation_output
from council.api.serializers import DeliberationOutput
from council.deliberation.strategies import STRATEGIES
from council.errors import AlreadyFinished, CouncilError
from council.event_log.reader import Entry, Position, Reset, follow
from council.models import Deliberation


class Command(BaseCommand):
    help = (
        "Put a query to a council. The exit code is 0 only if the answer came as the strategy has "
        "it: 1 where an opinion stands in the place of what the chair should have written."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", help="what you want to know")
        parser.add_argument("--council", default="", help="its slug; the general one if left out")
        parser.add_argument(
            "--strategy",
            default="",
            help=f"the council's own unless named: {', '.join(STRATEGIES)}",
        )
        parser.add_argument(
            "--allow-paid",
            action=BooleanOptionalAction,
            help="let a paid model stand in for a free one; left out: as the council has it",
        )
        parser.add_argument(
            "--reuse-answers",
            action=BooleanOptionalAction,
            help="take what was answered to the same within the hour; left out: the same",
        )
        parser.add_argument("--json", action="store_true", help="print the whole deliberation")

    def handle(self, *_: object, **options: Any) -> None:  # noqa: ANN401  Django's signature
        interrupts = Interrupts()
        try:
            with interrupts.noticed():
                self._handle(options, interrupts)
        except KeyboardInterrupt:  # before it was asked, or a second time
            sys.exit(INTERRUPTED)

    def _handle(self, options: dict[str, Any], interrupts: Interrupts) -> None:
        submitted = SubmissionInput(data={"query": options["query"]})
        if not submitted.is_valid():
            raise CommandError(" ".join(submitted.errors["query"]))
        query = submitted.validated_data["query"]
        with stack.borrowed("ask.log", _programs):
            interrupts.hold()
            deliberation = self._submit(query, options)
            try:
                screen = asyncio.run(self._show(deliberation, interrupts, options["json"]))
            except RedisError as error:
                raise CommandError(
                    "The stack has stopped; the deliberation goes on at its next start."
                ) from error
        ended = Deliberation.objects.with_opinions().get(id=deliberation.id)
        if options["json"]:
            self.stdout.write(
                orjson.dumps(DeliberationOutput(deliberation_output(ended)).data).decode()
            )
        if ended.status == Deliberation.Status.CANCELLED:
            sys.exit(INTERRUPTED)
        if not (screen.is_written or screen.is_side_by_side):
            sys.exit(1)

    def _submit(self, query: str, options: dict[str, Any]) -> Deliberation:
        try:
            person = owner()
            council = services.find_council(asked_by=person, slug=options["council"])
            terms = services.Terms(
                strategy=options["strategy"],
                allow_paid=options["allow_paid"],
                reuse_answers=options["reuse_answers"],
            )
            return services.submit_query(asked_by=person, council=council, query=query, terms=terms)
        except CouncilError as error:
            raise CommandError(error.message) from error

    async def _show(
        self,
        deliberation: Deliberation,
        interrupts: Interrupts,
        is_quiet: bool,  # noqa: FBT001  as the option has it
    ) -> Screen:
        """Follow it to its end; Ctrl-C cancels it, a second one does not wait for its end."""
        console = Console(stderr=is_quiet, quiet=is_quiet)
        screen = Screen()
        with (
            cancelling_on_interrupt(deliberation, interrupts),
            Live(console=console, refresh_per_second=12, vertical_overflow="visible") as live,
        ):
            async for frames in follow(deliberation.id, Position()):
                for frame in frames:
                    if isinstance(frame, Reset):
                        screen = Screen()
                    elif isinstance(frame, Entry):
                        screen.take(orjson.loads(frame.line))
                live.update(screen.render())
        console.print()
        return screen


def _programs(environment: dict[str, str]) -> list[Program]:
    return [stack.worker(environment), *stack.upkeep(environment)]


@contextmanager
def cancelling_on_interrupt(deliberation: Deliberation, interrupts: Interrupts) -> Iterator[None]:
    """The first Ctrl-C in this event loop cancels the deliberation, whose log then ends; one that
    came since it was asked does so at once."""
    loop = asyncio.get_running_loop()

    def cancel() -> None:
        asked = Deliberation.objects.get(id=deliberation.id)
        with suppress(AlreadyFinished):
            services.cancel_deliberation(deliberation=asked, by=OWNER)

    def interrupt() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        loop.run_in_executor(None, cancel)

    loop.add_signal_handler(signal.SIGINT, interrupt)
    if interrupts.has_come:
        interrupt()
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
