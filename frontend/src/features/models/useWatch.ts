/** Live: an event says that something changed, and everything is read anew; without the stream it is
 * read every five seconds. A page that nobody sees does neither. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useIsVisible } from "./useIsVisible";

const kinds = ["alert.raised", "alert.ended", "circuit.changed", "health.changed", "provider.paused", "provider.resumed"];
const gathered = 150; // what comes together is read once
const withStream = 15_000; // what no event tells: attempts, windows
const without = 5_000;

export interface Watching {
  isLive: boolean;
  every: number | false;
}

export function useWatch(isStaff: boolean): Watching {
  const client = useQueryClient();
  const isVisible = useIsVisible();
  const [isLive, setIsLive] = useState(false);

  useEffect(() => {
    if (!isStaff || !isVisible) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAnew = () => {
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ["providers"] });
      }, gathered);
    };
    const stream = new EventSource("/api/providers/events/");
    stream.addEventListener("open", () => {
      setIsLive(true);
      readAnew(); // what happened before it was open
    });
    stream.addEventListener("error", () => setIsLive(false)); // it opens another by itself
    for (const kind of kinds) stream.addEventListener(kind, readAnew);
    return () => {
      stream.close();
      clearTimeout(timer);
      setIsLive(false);
    };
  }, [client, isStaff, isVisible]);

  return { isLive, every: isVisible && (isLive ? withStream : without) };
}

/** When somebody may be asked again, that is looked at, event or not. */
export function useWakeAt(until: string | null): void {
  const client = useQueryClient();
  const isVisible = useIsVisible();
  useEffect(() => {
    if (until === null || !isVisible) return undefined;
    const left = Math.max(0, Date.parse(until) - Date.now()) + 300;
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ["providers"] }), Math.min(left, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [client, until, isVisible]);
}
