/** Whether anybody can see the page. */
import { useSyncExternalStore } from "react";

export function useIsVisible(): boolean {
  return useSyncExternalStore(listen, () => document.visibilityState !== "hidden");
}

function listen(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
