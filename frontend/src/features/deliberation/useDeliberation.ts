/** From socket to view: gathers events and hands them to the reducer at the pace that the page is drawn at,
 * and not before what they made of it is drawn: it is drawn bit by bit, and so stays answerable. */
import { startTransition, useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { DeliberationEvent } from "../../api/events";
import type { Deliberation } from "../../api/types";
import { noteServerTime, serverNow } from "../../ui/clock";
import type { Connection, LogFollower } from "./logSocket";
import { followLog } from "./logSocket";
import { gathering, waitUntilNext } from "./pace";
import type { DeliberationView } from "./view";
import { applyEvent, goesOn, isOver } from "./view";
import { viewOf } from "./viewOf";

export interface Link {
  connection: Connection;
  since: number;
  retryAt: number | null;
  hasBeenLost: boolean;
}

type Change = { events: DeliberationEvent[] } | { reset: Deliberation };

const patience = 20; // looks whether the last repaint is drawn, then it is waited for no more
const replayLimit = 2_000; // how long a finished deliberation may take to replay unseen

interface Shown {
  view: DeliberationView;
  calmView: DeliberationView;
}

/** `calmView`: the view as it was before members' texts went on, for all that shows none of them. */
export function useDeliberation(row: Deliberation): {
  view: DeliberationView;
  calmView: DeliberationView;
  link: Link;
  reconnect: () => void;
} {
  const [{ view, calmView }, change] = useReducer(changed, row, (begin) => shownWhole(viewOf(begin)));
  const [link, setLink] = useState(firstLink);
  const follower = useRef<LogFollower>(null);
  const origin = useRef(row);
  const drawn = useRef({ view, at: 0 });
  useEffect(() => {
    drawn.current = { view, at: performance.now() };
  }, [view]);

  useEffect(() => {
    const events: DeliberationEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isReplay = isOver(viewOf(origin.current));
    let last: DeliberationView | null = null;
    let waited = 0;
    let toldAt = -Infinity;

    // All changes in transitions: one outside would overtake them, and show a view with a gap.
    const apply = (next: Change) => startTransition(() => change(next));

    function flush(): void {
      timer = undefined;
      last = drawn.current.view;
      waited = 0;
      toldAt = performance.now();
      apply({ events: events.splice(0) });
    }
    function flushWhenDrawn(): void {
      waited += 1;
      const wait = untilNext();
      if (last === drawn.current.view && waited < patience) timer = setTimeout(flushWhenDrawn, gathering);
      else if (wait > 0) timer = setTimeout(flushWhenDrawn, wait);
      else flush();
    }
    function untilNext(): number {
      return waitUntilNext(performance.now(), toldAt, drawn.current.at);
    }
    function gather(event: DeliberationEvent): void {
      events.push(event);
      timer ??= isReplay ? setTimeout(flush, replayLimit) : setTimeout(flushWhenDrawn, Math.max(gathering, untilNext()));
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
  return { view, calmView, link, reconnect };
}

function firstLink(): Link {
  return { connection: "connecting", since: serverNow(), retryAt: null, hasBeenLost: false };
}

function changed(shown: Shown, change: Change): Shown {
  if ("reset" in change) return shownWhole({ ...viewOf(change.reset), lastSeq: 0 });
  const view = change.events.reduce(applyEvent, shown.view);
  return change.events.every((event) => goesOn(shown.view, event)) ? { view, calmView: shown.calmView } : shownWhole(view);
}

function shownWhole(view: DeliberationView): Shown {
  return { view, calmView: view };
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
