/** What of the view is told anew, by a log that comes through a fake socket. */
import { act, cleanup, renderHook } from "@testing-library/react";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import type { Deliberation } from "../../api/types";
import { FakeSocket } from "./FakeSocket";
import { useDeliberation } from "./useDeliberation";
import type { DeliberationView } from "./view";
import { applyEvent, goesOn } from "./view";
import { viewOf } from "./viewOf";

const folder = resolve(import.meta.dirname, "../../../../tests/event_logs");
const logs = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
const terse = ["contested.jsonl", "failed.jsonl", "reused.jsonl"]; // no member says more than one piece
const log = readLog("full.jsonl");
const first = log.findIndex(({ type }) => type === "opinion.delta");

function readLog(name: string): DeliberationEvent[] {
  return readFileSync(resolve(folder, name), "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
}

function rowOf(): Deliberation {
  const start = log[0];
  if (start?.type !== "deliberation.started") throw new Error("a log begins with its start");
  return {
    ...start, id: "7", status: "running", created_at: start.at, started_at: start.at, ended_at: null, chaired_by: null, is_side_by_side: false,
    opinions: [], exchange: [], agreements: [], claims: [], dissent: [], blind_spots: [], reviews: [], standings: null,
    synthesis: null, outcome: null, receipt: null, code: "", message: "",
  } as unknown as Deliberation;
}

function send(frames: object[]): void {
  for (const frame of frames) FakeSocket.latest().say(frame);
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function watch() {
  const { result } = renderHook(() => useDeliberation(rowOf()));
  send([{ type: "epoch", epoch: 1 }, ...log.slice(0, first + 1)]);
  await pass(1_000);
  const delta = log[first] as DeliberationEvent & { member: string; seq: number };
  const goOn = (by: number, text: string) => send([{ ...delta, seq: delta.seq + by, text }]);
  const textOf = () => result.current.view.members.find(({ member }) => member === delta.member)?.text ?? "";
  return { result, delta, goOn, textOf };
}

it("leaves the calm view as it is while a text goes on, and no longer", async () => {
  const { result, delta, goOn, textOf } = await watch();
  const { calmView } = result.current;
  goOn(1, " and more");
  await pass(1_000);
  expect(textOf()).toMatch(/ and more$/);
  expect(result.current.calmView).toBe(calmView);
  send([{ type: "deliberation.cancelled", seq: delta.seq + 2, at: delta.at }]);
  await pass(1_000);
  expect(result.current.calmView).toBe(result.current.view);
});

it("draws what comes in quick succession at its own pace, and all of it", async () => {
  const { goOn, textOf } = await watch();
  const before = textOf();
  const seen = new Set<string>();
  for (let i = 1; i <= 40; i += 1) {
    goOn(i, ".");
    await pass(25);
    seen.add(textOf());
  }
  await pass(1_000);
  expect(textOf()).toBe(before + ".".repeat(40));
  expect(seen.size).toBeGreaterThan(2);
  expect(seen.size).toBeLessThan(12);
});

it.each(logs)("tells as going on only what changes nothing but a text: %s", (name) => {
  let view = viewOf(rowOf());
  let count = 0;
  for (const event of readLog(name)) {
    const after = applyEvent(view, event);
    if (goesOn(view, event)) {
      expect(withoutTexts(after)).toEqual(withoutTexts(view));
      count += 1;
    }
    view = after;
  }
  expect(count > 0).toBe(!terse.includes(name));
});

function withoutTexts(view: DeliberationView): object {
  return { ...view, lastSeq: 0, members: view.members.map((voice) => ({ ...voice, text: voice.text !== "" })) };
}
