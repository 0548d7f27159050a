/** The condition of a provider: words and a mark, never colour alone. */
import { Check, Pause, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { useNow } from "../../ui/clock";
import { secondsLeft, shareLeft } from "../../ui/countdown";
import { Ring } from "../../ui/Ring";
import { span } from "./sentences";
import type { Condition, ConditionName } from "./condition";
import { say } from "./words";

const looks: Record<ConditionName, string> = {
  healthy: "t-ok",
  partly: "t-warn",
  cooling: "t-warn",
  spent: "t-warn",
  unreachable: "t-err",
  refused: "t-err",
  paused: "t-solid",
  no_key: "t-dashed",
  unknown: "t-dashed",
  rehearsed: "t-info t-plain",
};

export function ConditionPill({ condition }: { condition: Condition }) {
  const { name, until } = condition;
  const now = useNow(until !== null);
  const left = until === null ? 0 : secondsLeft(until, now);
  return (
    <span className={`state ${looks[name]}`}>
      {mark(name, until)}
      <span className="num">{wordsFor(condition, left)}</span>
    </span>
  );
}

function mark(name: ConditionName, until: string | null): ReactNode {
  switch (name) {
    case "healthy":
      return <Check className="ic ic-s" aria-hidden />;
    case "paused":
      return <Pause className="ic ic-s" aria-hidden />;
    case "cooling":
    case "partly":
      return until === null ? <TriangleAlert className="ic ic-s" aria-hidden /> : <Countdown key={until} until={until} />;
    case "unreachable":
    case "refused":
    case "spent":
      return <TriangleAlert className="ic ic-s" aria-hidden />;
    case "no_key":
    case "unknown":
    case "rehearsed":
      return null;
  }
}

function wordsFor({ name, until, resting }: Condition, left: number): string {
  if (name === "cooling" && until !== null && left > 0) return say("pill.cooling_until", { left: span(left) });
  if (name === "partly") return say("pill.partly", { count: resting });
  return say(`pill.${name}`);
}

/** It empties from when it was first seen: nobody tells when a cooldown began. */
function Countdown({ until }: { until: string }) {
  const now = useNow(true);
  const [from] = useState(() => new Date(now).toISOString());
  return <Ring share={shareLeft(from, until, now)} />;
}
