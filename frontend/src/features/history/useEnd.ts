/** Tells when the end of a list comes into view, where the browser can tell. */
import type { RefObject } from "react";
import { useEffect, useEffectEvent, useRef } from "react";

const ahead = "0px 0px 400px 0px";

export function useEnd<E extends Element>(isThere: boolean, reached: () => void): RefObject<E | null> {
  const end = useRef<E>(null);
  const tell = useEffectEvent(reached);
  useEffect(() => {
    const mark = end.current;
    if (!isThere || !mark || !("IntersectionObserver" in globalThis)) return;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) tell();
    }, { rootMargin: ahead });
    observer.observe(mark);
    return () => observer.disconnect();
  }, [isThere]);
  return end;
}
