/** The same thing sent again, after a lost answer too, is the same deliberation. */
import { useRef } from "react";

export function useIdempotencyKey(): (content: string) => string {
  const last = useRef({ content: "", key: "" });
  return (content) => {
    if (last.current.content !== content) last.current = { content, key: newKey() };
    return last.current.key;
  };
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing outside a secure context
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
