/** Single-key shortcuts: off while typing, off in dialogs, and off when the reader wishes. */
import { useEffect, useEffectEvent, useState } from "react";
import { readStored, store } from "./stored";

type Shortcuts = Record<string, (() => void) | undefined>;

const preference = "shortcuts";
const pairTime = 1_200;
const typing = "input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable=true]";

function areShortcutsOn(): boolean {
  return readStored(preference) !== "off";
}

export function useShortcutSwitch(): [isOn: boolean, turn: (on: boolean) => void] {
  const [isOn, setIsOn] = useState(areShortcutsOn);
  return [isOn, (on) => {
    store(preference, on ? "" : "off");
    setIsOn(on);
  }];
}

/** Keys are what `event.key` says, lower-case; two keys one after the other are written "g h". */
export function useShortcuts(shortcuts: Shortcuts): void {
  const run = useEffectEvent((keys: string): boolean => {
    shortcuts[keys]?.();
    return shortcuts[keys] !== undefined;
  });
  useEffect(() => {
    let first = { key: "", at: 0 };
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (!areShortcutsOn() || isElsewhere(event.target)) return;
      const key = event.key.toLowerCase();
      const pair = event.timeStamp - first.at < pairTime ? `${first.key} ${key}` : "";
      first = { key, at: event.timeStamp };
      if ((pair && run(pair)) || run(key)) event.preventDefault();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

function isElsewhere(target: EventTarget | null): boolean {
  const isTyping = target instanceof Element && target.closest(typing) !== null;
  return isTyping || document.querySelector("dialog[open]") !== null;
}
