"""One answer given on one wire, at its pace, with the fault that was scripted for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from providers.rehearsal.calls import Count
from providers.rehearsal.connection import Reply
from providers.rehearsal.faults import REFUSALS, Fault, Kind
from providers.rehearsal.pace import Pace
from providers.rehearsal.tokens import encode_tokens, estimate_tokens, split_tokens
from providers.rehearsal.wires.wire import Ask, Finish, Page, Tally, Wire

MOST_TOKENS_BEFORE_INCIDENT = 20
USUAL_WAIT_SECONDS = 30.0
SILENT = frozenset({Kind.EMPTY, Kind.FILTERED})
AT_A_TOKEN = frozenset({Kind.CUT, Kind.DROP, Kind.RESET, Kind.ERROR})


@dataclass(slots=True)
class Performance:
    ask: Ask
    wire: Wire
    reply: Reply
    fault: Fault
    pace: Pace
    count: Count

    async def give(self, text: str) -> None:
        kind = self.fault.kind
        if kind in REFUSALS:
            send_page(self.reply, self.wire.refusal(self.fault, self.ask.model))
        elif kind is Kind.HANG:
            await asyncio.Event().wait()
        elif kind is Kind.RESET and self.fault.amount is None:
            await self.reply.reset()
        else:
            await self._speak(*self._cut_to_measure("" if kind in SILENT else text))

    def _cut_to_measure(self, text: str) -> tuple[str, Finish]:
        """What is left of the text under the limits of the ask, and how it ends."""
        if self.fault.kind is Kind.FILTERED:
            return "", "filter"
        for stop in filter(None, self.ask.stop):
            text = text.partition(stop)[0]
        tokens = split_tokens(text)
        limit = self.ask.max_tokens or len(tokens)
        if self.fault.kind is Kind.LENGTH:
            limit = min(limit, int(self.fault.amount_or(len(tokens) // 2)))
        return ("".join(tokens[:limit]), "length") if limit < len(tokens) else (text, "stop")

    async def _speak(self, text: str, finish: Finish) -> None:
        started = time.monotonic()
        tally = Tally(
            finish=finish,
            prompt_tokens=estimate_tokens(line.text for line in self.ask.messages),
            completion_tokens=len(split_tokens(text)),
            seconds=0.0,
            text=text,
        )
        speak = self._stream if self.ask.is_streamed else self._send_whole
        await speak(text, tally, started)

    async def _stream(self, text: str, tally: Tally, started: float) -> None:
        tokens = encode_tokens(text)
        self.reply.start(self.wire.content_type)
        opening = self.wire.opening(self.ask)
        if self.fault.kind is Kind.SLOW:
            self.reply.flush()
            await asyncio.sleep(self.fault.amount_or(USUAL_WAIT_SECONDS))
        await self.pace.wait_for_first_token()
        at = self._incident_at(len(tokens))
        await self._say(tokens[:at], opening)
        await self._meet_incident()
        if self.reply.is_complete:
            return
        await self._say(tokens[at:], b"")
        tally = replace(tally, seconds=time.monotonic() - started)
        mark = b"" if self.fault.kind is Kind.NO_DONE else self.wire.end_mark
        self.reply.finish(self.wire.ending(self.ask, tally) + mark)

    async def _say(self, tokens: Sequence[bytes], opening: bytes) -> None:
        before, after = self.wire.around(self.ask)
        between = after + before
        async for handful in self.pace.handfuls(tokens):
            spoken = before + between.join(handful) + after if handful else b""
            self.reply.write(opening + spoken)
            self.count.tokens_sent += len(handful)
            opening = b""
        self.reply.write(opening)

    def _incident_at(self, tokens: int) -> int:
        """Before which token the fault strikes."""
        usual = min(tokens // 2, MOST_TOKENS_BEFORE_INCIDENT)
        if self.fault.kind in AT_A_TOKEN:
            return int(self.fault.amount_or(usual))
        return usual if self.fault.kind in STREAM_INCIDENTS else tokens

    async def _meet_incident(self) -> None:
        meet = STREAM_INCIDENTS.get(self.fault.kind)
        if meet:
            await meet(self)

    async def _stall(self) -> None:
        await asyncio.sleep(self.fault.amount_or(USUAL_WAIT_SECONDS))

    async def _garble(self) -> None:
        self.reply.write(self.wire.garbled * int(self.fault.amount_or(1)))

    async def _cut(self) -> None:
        self.reply.finish()

    async def _drop(self) -> None:
        self.reply.drop()

    async def _reset(self) -> None:
        await self.reply.reset()

    async def _fail(self) -> None:
        self.reply.finish(self.wire.error_frame())

    async def _send_whole(self, text: str, tally: Tally, started: float) -> None:
        if self.fault.kind is Kind.SLOW:
            await asyncio.sleep(self.fault.amount_or(USUAL_WAIT_SECONDS))
        await self.pace.wait_for_first_token()
        await asyncio.sleep(self.pace.seconds_for(tally.completion_tokens))
        if self.fault.kind is Kind.ERROR:
            send_page(self.reply, self.wire.refusal(Fault(Kind.BROKEN), self.ask.model))
            return
        tally = replace(tally, seconds=time.monotonic() - started)
        body = self.wire.whole(self.ask, text, tally)
        self.count.tokens_sent += tally.completion_tokens
        if self.fault.kind in STREAM_INCIDENTS:
            await self._send_in_halves(body)
        else:
            self.reply.send(200, body)

    async def _send_in_halves(self, body: bytes) -> None:
        """A body that is not streamed meets the same faults half-way."""
        middle = len(body) // 2
        if self.fault.kind is Kind.MALFORMED:
            self.reply.send(200, body[:middle])
            return
        self.reply.send(200, body[:middle], promised_bytes=len(body))
        if self.fault.kind is Kind.STALL:
            await self._stall()
            self.reply.write_raw(body[middle:])
        elif self.fault.kind is Kind.RESET:
            await self.reply.reset()
        else:
            self.reply.drop()


STREAM_INCIDENTS: dict[Kind, Callable[[Performance], Awaitable[None]]] = {
    Kind.STALL: Performance._stall,
    Kind.MALFORMED: Performance._garble,
    Kind.CUT: Performance._cut,
    Kind.DROP: Performance._drop,
    Kind.RESET: Performance._reset,
    Kind.ERROR: Performance._fail,
}


def send_page(reply: Reply, page: Page) -> None:
    reply.send(
        page.status,
        page.body,
        content_type=page.content_type,
        headers=page.headers,
    )
