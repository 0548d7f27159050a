/** A call that is answered at its end: nothing is known of it but for how long it has lasted. */
import { useState } from "react";
import { serverNow, useNow } from "../../ui/clock";
import { secondsSince } from "../../ui/countdown";
import { mostSeconds } from "./LimitFields";
import { Say, say } from "./words";

export function Waiting({ k, count }: { k: "waiting" | "waiting.answers"; count: number }) {
  const [since] = useState(() => new Date(serverNow()).toISOString());
  const now = useNow(true);
  return (
    <p className="waiting num">
      <span className="spin" aria-hidden="true" />
      <span><Say k={k} count={count} seconds={secondsSince(since, now)} /> {say("waiting.most", { seconds: mostSeconds })}</span>
    </p>
  );
}
