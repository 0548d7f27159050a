/** Where the chair's pane stands below the table and out of sight: what it does, and the way to it. */
import { ArrowDown } from "lucide-react";
import type { MouseEvent } from "react";
import { useEffect, useState } from "react";
import { useNow } from "../../ui/clock";
import { t } from "../../ui/t";
import { stateOf, wordFor } from "./pill";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import "./css/toChair.css";

const pane = () => document.getElementById("place-chair");
const enough = 72; // of its pixels are in view: its header

export function ToChair({ view }: { view: DeliberationView }) {
  const isBelow = useIsBelow();
  const now = useNow(isBelow && !isOver(view));
  if (!isBelow || !view.chair) return null;
  const state = stateOf(view.chair, now);
  return (
    <a className="tochair" href="#place-chair" onClick={goThere}>
      <ArrowDown className="ic" aria-hidden />
      {t("chair.synthesis")}
      {!(isOver(view) && state === "waiting") && <span>{wordFor(state, view.chair)}</span>}
    </a>
  );
}

/** Without an entry in the history; the focus goes along, to the tab that is open. */
function goThere(event: MouseEvent): void {
  event.preventDefault();
  pane()?.scrollIntoView();
  pane()?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
}

function useIsBelow(): boolean {
  const [isBelow, setIsBelow] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last) setIsBelow(!last.isIntersecting && last.boundingClientRect.top > 0);
      },
      { rootMargin: `0px 0px -${enough}px` },
    );
    const chair = pane();
    if (chair) watcher.observe(chair);
    return () => watcher.disconnect();
  }, []);
  return isBelow;
}
