/** Long texts that are there when the page opens are drawn one after the other, each once the one before is shown. */
import { startTransition, useEffect, useState } from "react";
import { useIsPrinted } from "../../ui/printed";
import { soon } from "../../ui/soon";

const long = 3_000; // letters
const queue: (() => void)[] = []; // the first is being drawn

/** Whether it may be drawn. Once it may, it stays. */
export function useTurn(text: string, isGrowing: boolean): boolean {
  const [isDue, setIsDue] = useState(isGrowing || text.length < long);
  if (useIsPrinted() && !isDue) setIsDue(true);
  useEffect(() => {
    if (isDue) return undefined;
    const job = () => startTransition(() => setIsDue(true));
    queue.push(job);
    if (queue[0] === job) soon(job);
    return () => { // it is shown, or gone
      const isFirst = queue[0] === job;
      queue.splice(queue.indexOf(job), 1);
      if (isFirst && queue[0]) soon(queue[0]);
    };
  }, [isDue]);
  return isDue;
}
