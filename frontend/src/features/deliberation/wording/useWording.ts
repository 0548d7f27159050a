/** The comparison of two texts as it comes: a slice at a time, with the page free to answer in between. */
import { useEffect, useState } from "react";
import type { Pair } from "./compareWording";
import { compareWording } from "./compareWording";

const slice = 12; // milliseconds
const nothing: Wording = { pairs: [], isWhole: false };

interface Wording {
  pairs: Pair[];
  isWhole: boolean;
}

export function useWording(left: string, right: string): Wording {
  const [found, setFound] = useState<Wording & { of: string }>({ ...nothing, of: "" });
  const of = `${left.length}:${left}${right}`;

  useEffect(() => {
    const steps = compareWording(left, right);
    const pairs: Pair[] = [];
    let timer = setTimeout(goOn);

    function goOn(): void {
      const until = performance.now() + slice;
      let step = steps.next();
      for (; !step.done; step = steps.next()) {
        pairs.push(step.value);
        if (performance.now() > until) break;
      }
      setFound({ pairs: [...pairs], isWhole: step.done === true, of });
      if (!step.done) timer = setTimeout(goOn);
    }
    return () => clearTimeout(timer);
  }, [left, right, of]);

  return found.of === of ? found : nothing; // never one comparison's pairs under another's names
}
