"""`manage.py up`: everything AI Council needs, in one terminal."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend import stack
from backend.single_user import has_anybody_to_sign_in
from backend.supervisor import AlreadyRunning, Program, Supervisor, stopping_on_signals
from providers.tasks import probe_due_providers


class Command(BaseCommand):
    help = "Start Redis, the workers and the web interface; Ctrl-C stops them all."
    requires_system_checks = ()

    def handle(self, *_: object, **__: object) -> None:
        try:
            with stack.alone():
                self._run()
        except AlreadyRunning as error:
            raise CommandError("It is running already, from this folder.") from error

    def _run(self) -> None:
        began = time.monotonic()
        supervisor = Supervisor(self.stdout)
        with stack.take_port() as port, stopping_on_signals(supervisor):
            try:
                stack.reach_database()
                stack.start_redis(supervisor)
                environment = stack.decide()
                stack.prepare(environment)
                probe_due_providers.delay()  # not only when beat first strikes
                # First what a person waits for: starting is all the machine's work for seconds.
                programs = [*stack.rehearsal(environment), stack.worker(environment)]
                self._start(supervisor, [*programs, *stack.web(environment, port)])
                supervisor.watch(until=stack.is_answering)
                if not supervisor.is_stopping:
                    # Not only when it is ready: it may take a probe to find a model again.
                    self._start(supervisor, stack.upkeep(environment))
                    supervisor.watch(until=stack.is_ready)
                if not supervisor.is_stopping:
                    self._say_ready(time.monotonic() - began)
                    supervisor.watch()
            finally:
                self._say("Stopping; what is under way goes on at the next start.")
                supervisor.stop()

    def _start(self, supervisor: Supervisor, programs: Iterable[Program]) -> None:
        for program in programs:
            supervisor.start(program)

    def _say_ready(self, seconds: float) -> None:
        self._say(f"\n  AI Council is ready after {seconds:.1f} s: {stack.address()}")
        self._say(f"  Its administration: {stack.address()}/admin/\n")
        if not (settings.SINGLE_USER or has_anybody_to_sign_in()):
            self._say(
                "  Nobody can sign in yet. `manage.py createsuperuser`, with the settings it was\n"
                "  started with, makes the first.\n"
            )
        if settings.REHEARSAL:
            self._say(
                "  No key was found, so members are played by the rehearsal upstream. For real "
                "answers open\n"
                f"  {stack.address()}/setup: it takes a key or finds an Ollama.\n"
            )

    def _say(self, text: str) -> None:
        """At once, also where the output is a file."""
        self.stdout.write(text)
        self.stdout.flush()
