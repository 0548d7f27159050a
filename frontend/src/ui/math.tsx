/** Draws TeX as MathML. Loaded when the first settled formula is drawn. */
import remarkMath from "remark-math";
import temml from "temml";
import { useLayoutEffect, useRef } from "react";

export { remarkMath };

/** `trust: false`: no links, no styles, no classes of the formula's own. */
export function MathText({ tex, isDisplay }: { tex: string; isDisplay: boolean }) {
  const box = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    try {
      temml.render(tex, el, { displayMode: isDisplay, throwOnError: true, trust: false, maxExpand: 200 });
    } catch {
      el.textContent = tex; // as it was written
    }
  }, [tex, isDisplay]);
  return <span ref={box} className={isDisplay ? "math display" : "math"} dir="ltr" {...(isDisplay && { tabIndex: 0 })} />;
}
