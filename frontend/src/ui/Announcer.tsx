/** The one live region: facts, merged, at most one announcement in three seconds. */
import type { ReactNode } from "react";
import { createContext, useContext, useState } from "react";

const quiet = 3_000;
const together = 100; // what happens together is said together
const Announce = createContext<(fact: string) => void>(() => undefined);

export function useAnnounce(): (fact: string) => void {
  return useContext(Announce);
}

export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState("");
  const [announce] = useState(() => announcerFor(setSaid));
  return (
    <Announce value={announce}>
      {children}
      <p className="sr" role="status">{said}</p>
    </Announce>
  );
}

export function announcerFor(say: (sentences: string) => void): (fact: string) => void {
  const facts = new Set<string>();
  let isQuiet = false;

  function speak(): void {
    isQuiet = facts.size > 0;
    if (!isQuiet) return;
    say([...facts].join(" "));
    facts.clear();
    setTimeout(speak, quiet);
  }

  return (fact) => {
    facts.add(fact);
    if (isQuiet) return;
    isQuiet = true;
    setTimeout(speak, together);
  };
}
