/** Follows a deliberation's log over a WebSocket, through lost connections, without loss or double. */
import type { DeliberationEvent } from "../../api/events";
import { endsLog, isKnown } from "../../api/events";

export type Connection = "connecting" | "open" | "lost" | "ended";

export interface LogListener {
  onEvent: (event: DeliberationEvent) => void;
  onReset: () => void;
  onServerTime: (at: string) => void;
  onConnection: (connection: Connection, retryAt: number | null) => void;
  onUnknown: (type: string) => void;
}

export interface LogFollower {
  reconnect: () => void;
  close: () => void;
}

type Frame = { type: string; at?: string; epoch?: number; seq?: number };

export const silenceLimit = 25_000; // pings come every 10 s
export const patience = 1_500; // before a lost connection is worth a banner
const firstWait = 500;
const longestWait = 10_000;

export function followLog(url: string, listener: LogListener, random: () => number = Math.random): LogFollower {
  let socket: WebSocket | null = null;
  let cursor: { epoch: number; seq: number } | null = null;
  let wait = firstWait;
  let retryAt: number | null = null;
  let isEnded = false;
  let isLost = false;
  let said: Connection = "connecting";
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let patienceTimer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    abandon();
    retryAt = null;
    const opened = new WebSocket(cursor ? `${url}?after=${cursor.epoch}:${cursor.seq}` : url);
    socket = opened;
    opened.onmessage = (message: MessageEvent<string>) => {
      if (socket === opened) receive(message.data);
    };
    opened.onopen = () => {
      if (socket === opened) arrive(); // a quiet log sends nothing before the first ping
    };
    opened.onclose = () => {
      if (socket === opened) lose();
    };
    feedWatchdog();
    startPatience();
  }

  function receive(data: string): void {
    const frame = JSON.parse(data) as Frame;
    wait = firstWait;
    arrive();
    if (frame.type === "epoch") {
      const epoch = frame.epoch ?? 0;
      cursor = { epoch, seq: cursor?.epoch === epoch ? cursor.seq : 0 };
    } else if (frame.type === "ping") {
      if (frame.at) listener.onServerTime(frame.at);
    } else if (frame.type === "reset") {
      cursor = null;
      listener.onReset();
    } else receiveEvent(frame);
  }

  function arrive(): void {
    clearTimeout(patienceTimer);
    patienceTimer = undefined;
    feedWatchdog();
    say("open");
  }

  function receiveEvent(frame: Frame): void {
    const seq = frame.seq ?? 0;
    if (cursor && seq <= cursor.seq) return;
    if (cursor) cursor = { ...cursor, seq };
    if (!isKnown(frame)) return listener.onUnknown(frame.type);
    listener.onEvent(frame);
    if (endsLog(frame)) end();
  }

  function lose(): void {
    abandon();
    if (isEnded) return;
    startPatience();
    const pause = wait * (0.5 + random() / 2);
    wait = Math.min(longestWait, wait * 2);
    retryAt = Date.now() + pause;
    if (isLost) say("lost");
    if (navigator.onLine) retryTimer = setTimeout(connect, pause);
    else retryAt = null; // `online` will tell
  }

  function abandon(): void {
    clearTimeout(retryTimer);
    clearTimeout(watchdog);
    const old = socket;
    socket = null; // whatever it still says is no longer heard
    old?.close();
  }

  function feedWatchdog(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(lose, silenceLimit);
  }

  function startPatience(): void {
    if (isLost) return;
    patienceTimer ??= setTimeout(() => {
      say("lost");
    }, patience);
  }

  function say(connection: "open" | "lost"): void {
    isLost = connection === "lost";
    if (isEnded || (said === "open" && !isLost)) return;
    said = connection;
    listener.onConnection(connection, isLost ? retryAt : null);
  }

  function end(): void {
    isEnded = true;
    close();
    listener.onConnection("ended", null);
  }

  function reconnect(): void {
    if (isEnded) return;
    wait = firstWait;
    connect();
  }

  function onVisibility(): void {
    if (document.visibilityState === "visible") reconnect();
  }

  function close(): void {
    abandon();
    clearTimeout(patienceTimer);
    patienceTimer = undefined;
    removeEventListener("online", reconnect);
    removeEventListener("offline", lose);
    document.removeEventListener("visibilitychange", onVisibility);
  }

  addEventListener("online", reconnect);
  addEventListener("offline", lose);
  document.addEventListener("visibilitychange", onVisibility);
  listener.onConnection("connecting", null);
  connect();
  return { reconnect, close };
}
