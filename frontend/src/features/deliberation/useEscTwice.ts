/** Esc, and Esc again within a moment: the first press only says what the second will do. */
import { useEffect, useEffectEvent, useState } from "react";

const within = 2_000;

export function useEscTwice(isOn: boolean, arm: () => void, fire: () => void): boolean {
  const [isArmed, setIsArmed] = useState(false);

  const press = useEffectEvent(() => {
    if (isArmed) fire();
    else arm();
    setIsArmed(!isArmed);
  });

  useEffect(() => {
    if (!isOn) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === "Escape" && !event.repeat && !document.querySelector("dialog[open]")) press();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [isOn]);

  useEffect(() => {
    if (!isArmed) return undefined;
    const timer = setTimeout(() => setIsArmed(false), within);
    return () => clearTimeout(timer);
  }, [isArmed]);

  return isArmed && isOn;
}
