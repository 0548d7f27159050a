/** A follow-up that waits for the end of the turn before it, or waited: kept over a reload, sent once. */
import { readStored, store } from "../../ui/stored";

export interface FollowUp {
  query: string;
  to: string;
  council: string;
  strategy: string;
  key: string; // under which it is sent, however many pages send it
  asked?: string; // the turn that it has become
}

const nameOf = (id: string) => `queued:after:${id}`;

export function readQueued(id: string): FollowUp | null {
  const stored = readStored(nameOf(id));
  try {
    return stored === "" ? null : (JSON.parse(stored) as FollowUp);
  } catch {
    return null; // of an older page
  }
}

export function keepQueued(id: string, followUp: FollowUp | null): boolean {
  return store(nameOf(id), followUp ? JSON.stringify(followUp) : "");
}
