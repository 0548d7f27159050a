/** Whether a key in a query box sends it: Enter does, but neither with Shift nor while composing. */
import type { KeyboardEvent } from "react";

export function sends(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
}
