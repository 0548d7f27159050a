"""One answer given on one wire, at its pace, with the fault that was scripted for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from providers.rehearsal.calls import Entry
from providers.rehearsal.connection import Reply
from providers.rehearsal.incidents import (
    IN_MID_STREAM,
    INSTEAD,
    Scene,
    blocked,
    drip,
    reset,
    send_object,
    show_signs_of_life,
    stall,
    without_finish,
)
from providers.rehearsal.pace import Pace
from providers.rehearsal.refusals import error_under_200, page_of, refuses
from providers.rehearsal.tokens import encode_tokens, estimate_tokens, split_tokens
from providers.rehearsal.wires.wire import Finish, Json, Page, Tally
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

MOST_TOKENS_BEFORE_INCIDENT = 20
CRAWL_TOKENS_PER_SECOND = 2.0
USUAL_THOUGHT_TOKENS = 64
ANOTHER_MODEL = "another-model"
SILENT = frozenset({Kind.EMPTY, Kind.EMPTY_AT_LIMIT, Kind.BLOCKED})
FILTERS = frozenset({Kind.FILTERED, Kind.BLOCKED})
HALVED = frozenset({*IN_MID_STREAM, Kind.MALFORMED}) - {Kind.STALL}  # bodies in one piece
AT_A_TOKEN = frozenset({Kind.CUT, Kind.DROP, Kind.RESET, Kind.ERROR})
FROM_ASSISTANT = frozenset({"assistant", "model"})


@dataclass(slots=True)
class Performance(Scene):
    pace: Pace
    entry: Entry

    async def give(self, text: str) -> None:
        kind = self.fault.kind
        instead = self._object_instead()
        if refuses(self.fault):
            send_page(self.reply, page_of(self.fault, self.wire, self.ask.model))
        elif instead is not None:
            send_object(self, instead)
        elif kind in INSTEAD:
            await INSTEAD[kind](self)
        elif kind is Kind.RESET and self.fault.amount is None:
            await reset(self)
        elif kind is Kind.NO_PREFILL and self.ask.messages[-1].role in FROM_ASSISTANT:
            send_page(self.reply, self.wire.bad_request("The last message must be the user's."))
        else:
            await self._speak("" if kind in SILENT else text)

    def _object_instead(self) -> Json | None:
        if self.fault.kind is Kind.BLOCKED:
            return blocked(self.wire)
        return error_under_200(self.fault, self.wire, self.ask.model)

    async def _speak(self, text: str) -> None:
        started = time.monotonic()
        if self.fault.kind is Kind.CRAWL:
            rate = self.fault.amount_or(CRAWL_TOKENS_PER_SECOND)
            self.pace = replace(self.pace, tokens_per_second=rate)
        if self.fault.kind is Kind.OTHER_MODEL:
            self.ask = replace(self.ask, model=ANOTHER_MODEL)
        text, finish = self._cut_to_measure(text)
        tally = self._counted(text, finish)
        self.entry.read(tally.prompt_tokens, tally.cached_tokens)
        self.entry.think(tally.thought_tokens)
        speak = self._stream if self.ask.is_streamed else self._send_whole
        await speak(text, tally, started)

    def _counted(self, text: str, finish: Finish) -> Tally:
        read = estimate_tokens(line.text for line in self.ask.messages)
        asked = min(read, self.ask.context_tokens or read)
        cached = min(asked, self._amount_of(Kind.CACHED, asked // 2))
        thought = self._thought_tokens()
        return Tally(finish, asked, len(split_tokens(text)), 0.0, text, cached, thought)

    def _thought_tokens(self) -> int:
        """They count against the limit of the answer."""
        thought = self._amount_of(Kind.THINKS, USUAL_THOUGHT_TOKENS)
        return min(thought, self.ask.max_tokens or thought)

    def _amount_of(self, kind: Kind, usual: int) -> int:
        return int(self.fault.amount_or(usual)) if self.fault.kind is kind else 0

    def _cut_to_measure(self, text: str) -> tuple[str, Finish]:
        """What is left of the text under the limits of the ask, and how it ends."""
        fault = self.fault
        for stop in filter(None, self.ask.stop):
            text = text.partition(stop)[0]
        tokens = split_tokens(text)
        if fault.kind in FILTERS:
            return "".join(tokens[: int(fault.amount_or(0))]), "filter"
        if fault.kind is Kind.EMPTY_AT_LIMIT:
            return "", "length"
        limit = self.ask.max_tokens - self._thought_tokens() if self.ask.max_tokens else len(tokens)
        if fault.kind is Kind.LENGTH:
            limit = min(limit, int(fault.amount_or(len(tokens) // 2)))
        return ("".join(tokens[:limit]), "length") if limit < len(tokens) else (text, "stop")

    async def _stream(self, text: str, tally: Tally, started: float) -> None:
        tokens = encode_tokens(text)
        self.reply.start(self.wire.content_type)
        opening = self.wire.opening(self.ask)
        await self._keep_waiting()
        await self.pace.wait_for_first_token()
        if self.fault.kind is Kind.DRIP:
            await self._drip(opening, tokens, tally)
            return
        at = self._incident_at(len(tokens))
        await self._say(tokens[:at], opening)
        if self.fault.kind in IN_MID_STREAM:
            await IN_MID_STREAM[self.fault.kind](self)
        if self.reply.is_complete:
            return
        await self._say(tokens[at:], b"")
        self.reply.finish(self._ending(replace(tally, seconds=time.monotonic() - started)))
        if self.fault.kind is not Kind.NO_FINISH:
            self._tell_usage()

    async def _drip(self, opening: bytes, tokens: Sequence[bytes], tally: Tally) -> None:
        before, after = self.wire.around(self.ask)
        body = opening + before + (after + before).join(tokens) + after + self._ending(tally)
        await drip(body[:-1], self.fault.amount_or(1.0), self.reply.write)
        self.entry.say(len(tokens))
        self.reply.finish(body[-1:])
        self._tell_usage()

    def _tell_usage(self) -> None:
        """It stood at the end of what was written, if this call is told it at all."""
        if self.ask.is_usage_wanted:
            self.entry.tell()

    def _ending(self, tally: Tally) -> bytes:
        if self.fault.kind is Kind.NO_FINISH:
            return self.wire.end_mark
        mark = b"" if self.fault.kind is Kind.NO_DONE else self.wire.end_mark
        return self.wire.ending(self.ask, tally) + mark

    async def _keep_waiting(self) -> None:
        """What comes before the first token, once the reply has been started."""
        if self.fault.kind is Kind.SLOW:
            self.reply.flush()
            await stall(self)
        elif self.fault.kind is Kind.COMMENTS:
            await show_signs_of_life(self)

    async def _say(self, tokens: Sequence[bytes], opening: bytes) -> None:
        before, after = self.wire.around(self.ask)
        between = after + before
        async for handful in self.pace.handfuls(tokens):
            spoken = before + between.join(handful) + after if handful else b""
            self.reply.write(opening + spoken)
            self.entry.say(len(handful))
            opening = b""
        self.reply.write(opening)

    def _incident_at(self, tokens: int) -> int:
        """Before which token the fault strikes."""
        usual = min(tokens // 2, MOST_TOKENS_BEFORE_INCIDENT)
        if self.fault.kind in AT_A_TOKEN:
            return int(self.fault.amount_or(usual))
        return usual if self.fault.kind in IN_MID_STREAM else tokens

    async def _send_whole(self, text: str, tally: Tally, started: float) -> None:
        if self.fault.kind is Kind.ERROR:
            send_page(self.reply, self.wire.refusal(Fault(Kind.BROKEN), self.ask.model))
            return
        if self.fault.kind is Kind.SLOW:
            await stall(self)
        await self.pace.wait_for_first_token()
        await asyncio.sleep(self.pace.seconds_for(tally.completion_tokens))
        tally = replace(tally, seconds=time.monotonic() - started)
        body = self.wire.whole(self.ask, text, tally)
        self.entry.say(tally.completion_tokens)
        await self._send_body(body)
        if self.fault.kind not in HALVED:
            self._tell_usage()

    async def _send_body(self, body: bytes) -> None:
        """A body that is not streamed meets the same faults half-way."""
        kind, middle = self.fault.kind, len(body) // 2
        if kind is Kind.COMMENTS:
            self.reply.start("application/json")
            await show_signs_of_life(self)
            self.reply.finish(body)
        elif kind is Kind.DRIP:
            self.reply.send(200, b"", promised_bytes=len(body))
            await drip(body[:-1], self.fault.amount_or(1.0), self.reply.write_part)
            self.reply.write_rest(body[-1:])
        elif kind is Kind.MALFORMED:
            self.reply.send(200, body[:middle])
        elif kind not in IN_MID_STREAM:
            self.reply.send(200, without_finish(body) if kind is Kind.NO_FINISH else body)
        else:
            self.reply.send(200, body[:middle], promised_bytes=len(body))
            await self._break_off(body[middle:])

    async def _break_off(self, rest: bytes) -> None:
        if self.fault.kind is Kind.STALL:
            await stall(self)
            self.reply.write_rest(rest)
        elif self.fault.kind is Kind.RESET:
            await reset(self)
        else:
            self.reply.drop()


def send_page(reply: Reply, page: Page) -> None:
    reply.send(
        page.status,
        page.body,
        content_type=page.content_type,
        headers=page.headers,
    )
