import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeSocket } from "./FakeSocket";
import type { LogListener } from "./logSocket";
import { followLog, patience, silenceLimit } from "./logSocket";

const seen: (number | string)[] = [];
let isOnline = true;
const listener: LogListener = {
  onEvent: (event) => seen.push(event.seq),
  onReset: () => seen.push("reset"),
  onServerTime: () => undefined,
  onConnection: (connection) => seen.at(-1) !== connection && seen.push(connection),
  onUnknown: (type) => seen.push(`unknown ${type}`),
};

function follow() {
  const follower = followLog("/ws/d/1/", listener, () => 1);
  return { follower, socket: FakeSocket.latest() };
}
function delta(seq: number) {
  return { seq, at: "2026-03-02T14:02:00Z", type: "synthesis.delta", text: "x" };
}
function become(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

let follower: ReturnType<typeof followLog> | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  isOnline = true;
  vi.spyOn(navigator, "onLine", "get").mockImplementation(() => isOnline);
  FakeSocket.all = [];
  seen.length = 0;
});
afterEach(() => {
  follower?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin(): FakeSocket {
  const started = follow();
  follower = started.follower;
  started.socket.say({ type: "epoch", epoch: 3 });
  return started.socket;
}

it("asks for everything at first and after a break for what it lacks", () => {
  const first = begin();
  expect(first.url).toBe("/ws/d/1/");
  first.say(delta(1));
  first.say(delta(2));
  first.drop();
  vi.advanceTimersByTime(500);
  expect(FakeSocket.latest().url).toBe("/ws/d/1/?after=3:2");
});

it("drops doubles and what an abandoned socket still says", () => {
  const first = begin();
  first.say(delta(1));
  first.drop();
  vi.advanceTimersByTime(500);
  first.say(delta(2));
  FakeSocket.latest().say({ type: "epoch", epoch: 3 });
  FakeSocket.latest().say(delta(1));
  FakeSocket.latest().say(delta(2));
  expect(seen.filter(Number)).toEqual([1, 2]);
});

it("doubles the wait up to ten seconds and starts again after a frame", () => {
  begin();
  const waits: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    const opened = FakeSocket.all.length;
    FakeSocket.latest().drop();
    let waited = 0;
    while (FakeSocket.all.length === opened) {
      vi.advanceTimersByTime(100);
      waited += 100;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  FakeSocket.latest().say({ type: "ping", at: "2026-03-02T14:02:00Z" });
  FakeSocket.latest().drop();
  vi.advanceTimersByTime(500);
  expect(FakeSocket.all).toHaveLength(9);
});

it("does not wait for a close that never comes", () => {
  const first = begin();
  vi.advanceTimersByTime(silenceLimit - 1);
  first.say({ type: "ping", at: "2026-03-02T14:02:00Z" });
  vi.advanceTimersByTime(silenceLimit - 1);
  expect(FakeSocket.all).toHaveLength(1);
  vi.advanceTimersByTime(501);
  expect(FakeSocket.all).toHaveLength(2);
  expect(first.isClosed).toBe(true);
});

it("takes an open socket of a quiet log for a connection", () => {
  const started = follow();
  follower = started.follower;
  started.socket.onopen?.();
  vi.advanceTimersByTime(patience * 3);
  expect(seen).toEqual(["connecting", "open"]);
});

it("says nothing of a break shorter than the reader's patience", () => {
  begin().drop();
  vi.advanceTimersByTime(patience - 1);
  FakeSocket.latest().say({ type: "epoch", epoch: 3 });
  vi.advanceTimersByTime(patience);
  expect(seen).toEqual(["connecting", "open"]);
});

it("says when the connection is lost, and when it is back", () => {
  begin().drop();
  vi.advanceTimersByTime(patience);
  expect(seen.at(-1)).toBe("lost");
  vi.advanceTimersByTime(10_000);
  FakeSocket.latest().say({ type: "epoch", epoch: 3 });
  expect(seen.at(-1)).toBe("open");
});

it("waits while offline and comes back at once", () => {
  const first = begin();
  isOnline = false;
  dispatchEvent(new Event("offline"));
  expect(first.isClosed).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all).toHaveLength(1);
  isOnline = true;
  dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(2);
});

it("opens another socket when the page is looked at again", () => {
  begin();
  become("hidden");
  expect(FakeSocket.all).toHaveLength(1);
  become("visible");
  expect(FakeSocket.all).toHaveLength(2);
});

it("begins anew when the log was rebuilt", () => {
  const first = begin();
  first.say(delta(1));
  first.say({ type: "reset" });
  first.say({ type: "epoch", epoch: 4 });
  first.say(delta(1));
  first.drop();
  vi.advanceTimersByTime(500);
  expect(seen.filter((each) => each === 1 || each === "reset")).toEqual([1, "reset", 1]);
  expect(FakeSocket.latest().url).toBe("/ws/d/1/?after=4:1");
});

it("stops for good after the terminal event", () => {
  const first = begin();
  first.say({ seq: 1, at: "2026-03-02T14:02:00Z", type: "deliberation.cancelled", by: "owner" });
  first.drop();
  become("visible");
  vi.advanceTimersByTime(120_000);
  expect(FakeSocket.all).toHaveLength(1);
  expect(seen).toEqual(["connecting", "open", 1, "ended"]);
});

it("reports an event it does not know", () => {
  begin().say({ seq: 1, at: "2026-03-02T14:02:00Z", type: "opinion.sung", member: "a" });
  expect(seen).toContain("unknown opinion.sung");
});
