/** From socket to view: gathers events and hands them to the reducer at most twenty times a second,
 * and not before what they made of the page is drawn: it is drawn bit by bit, and so stays answerable. */
import { startTransition, useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { DeliberationEvent } from "../../api/events";
import type { Deliberation } from "../../api/types";
import { noteServerTime, serverNow } from "../../ui/clock";
import type { Connection, LogFollower } from "./logSocket";
import { followLog } from "./logSocket";
import type { DeliberationView } from "./view";
import { applyEvent, isOver } from "./view";
import { viewOf } from "./viewOf";

export interface Link {
  connection: Connection;
  since: number;
  retryAt: number | null;
  hasBeenLost: boolean;
}

type Change = { events: DeliberationEvent[] } | { reset: Deliberation };

const repaintEvery = 50;
const patience = 20; // repaints that are waited for the last to be drawn
const replayLimit = 2_000; // how long a finished deliberation may take to replay unseen

export function useDeliberation(row: Deliberation): {
  view: DeliberationView;
  link: Link;
  reconnect: () => void;
} {
  const [view, change] = useReducer(changed, row, viewOf);
  const [link, setLink] = useState(firstLink);
  const follower = useRef<LogFollower>(null);
  const origin = useRef(row);
  const drawn = useRef(view);
  useEffect(() => {
    drawn.current = view;
  }, [view]);

  useEffect(() => {
    const events: DeliberationEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isReplay = isOver(viewOf(origin.current));
    let last: DeliberationView | null = null;
    let waited = 0;

    // All changes in transitions: one outside would overtake them, and show a view with a gap.
    const apply = (next: Change) => startTransition(() => change(next));

    function flush(): void {
      timer = undefined;
      last = drawn.current;
      waited = 0;
      apply({ events: events.splice(0) });
    }
    function flushWhenDrawn(): void {
      waited += 1;
      if (last === drawn.current && waited < patience) timer = setTimeout(flushWhenDrawn, repaintEvery);
      else flush();
    }
    function gather(event: DeliberationEvent): void {
      events.push(event);
      timer ??= isReplay ? setTimeout(flush, replayLimit) : setTimeout(flushWhenDrawn, repaintEvery);
    }
    function flushNow(): void {
      clearTimeout(timer);
      flush();
    }

    const scheme = location.protocol === "https:" ? "wss" : "ws";
    follower.current = followLog(`${scheme}://${location.host}/ws/deliberations/${origin.current.id}/`, {
      onEvent: gather,
      onReset: () => {
        events.length = 0;
        apply({ reset: origin.current });
      },
      onServerTime: noteServerTime,
      onConnection: (connection, retryAt) => {
        if (connection === "ended") flushNow();
        setLink((before) => ({
          connection,
          retryAt: retryAt === null ? null : retryAt - Date.now() + serverNow(),
          since: before.connection === connection ? before.since : serverNow(),
          hasBeenLost: before.hasBeenLost || connection === "lost",
        }));
      },
      onUnknown: reloadOnce,
    });
    return () => {
      clearTimeout(timer);
      follower.current?.close();
    };
  }, []);

  const reconnect = useCallback(() => follower.current?.reconnect(), []);
  return { view, link, reconnect };
}

function firstLink(): Link {
  return { connection: "connecting", since: serverNow(), retryAt: null, hasBeenLost: false };
}

function changed(view: DeliberationView, change: Change): DeliberationView {
  if ("reset" in change) return { ...viewOf(change.reset), lastSeq: 0 };
  return change.events.reduce(applyEvent, view);
}

/** The server is newer than this page: one reload brings the page that knows the event. */
function reloadOnce(type: string): void {
  const mark = `reloaded-for:${type}`;
  try {
    if (sessionStorage.getItem(mark)) return;
    sessionStorage.setItem(mark, "1");
  } catch {
    return; // without a place for the mark it might reload for ever
  }
  location.reload();
}
