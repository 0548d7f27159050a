/** Whether an element has come near to what can be seen: what is far off need not be drawn in full. */
import type { RefCallback } from "react";
import { useCallback, useState } from "react";

const margin = "600px 0px";

export function useNear(): [boolean, RefCallback<Element>] {
  const [isNear, setIsNear] = useState(false);
  const watch = useCallback((element: Element | null) => {
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      setIsNear(true);
    }, { rootMargin: margin });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [isNear, watch];
}
