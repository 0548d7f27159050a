/** Whether the page is being put on paper: what would come later has to be there at once. */
import { useSyncExternalStore } from "react";

let isPrinted = false;
const listeners = new Set<() => void>();

for (const name of ["beforeprint", "afterprint"]) {
  addEventListener(name, () => {
    isPrinted = name === "beforeprint";
    listeners.forEach((tell) => tell());
  });
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

/** What follows from it is drawn before the paper is laid out: React puts off no change of a store. */
export const useIsPrinted = () => useSyncExternalStore(listen, () => isPrinted);
