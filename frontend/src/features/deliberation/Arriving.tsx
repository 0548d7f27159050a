/** The live screen is laid out part by part, a frame for each: all at once would hold a slow phone up. */
import type { ReactNode } from "react";
import { useEffect, useState } from "react";

const parts = 3; // the chair, the upper row, the lower row: see live.css

export function Arriving({ children }: { children: ReactNode }) {
  const [arrived, setArrived] = useState(0);
  useEffect(() => {
    if (arrived === parts) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setArrived(arrived + 1)); // what is there is drawn first
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [arrived]);
  return <div className={arrived < parts ? `live arrived-${arrived}` : "live"}>{children}</div>;
}
