/** Tabs by the ARIA pattern: arrows move, only the chosen one is a tab stop. */
import type { KeyboardEvent, ReactNode } from "react";
import { useEffect, useRef } from "react";
import { onLayout } from "./onLayout";

interface Tab<Name extends string> {
  name: Name;
  label: ReactNode;
  className?: string;
}

interface Props<Name extends string> {
  tabs: Tab<Name>[];
  chosen: Name;
  choose: (name: Name) => void;
  label: string;
  className: string;
  idOf: (name: Name) => string;
  panelOf: (name: Name) => string;
}

const moves: Record<string, (i: number, count: number) => number> = {
  ArrowRight: (i, count) => (i + 1) % count,
  ArrowLeft: (i, count) => (i + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Tabs<Name extends string>({ tabs, chosen, choose, label, className, idOf, panelOf }: Props<Name>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = list;
    if (!current) return undefined;
    return onLayout(current, () => {
      const tab = document.getElementById(idOf(chosen));
      if (tab) current.scrollLeft = tab.offsetLeft - (current.clientWidth - tab.offsetWidth) / 2; // never the page
    });
  }, [chosen, idOf]);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const move = moves[event.key];
    const next = move && tabs[move(tabs.findIndex((tab) => tab.name === chosen), tabs.length)];
    if (!next) return;
    event.preventDefault();
    choose(next.name);
    document.getElementById(idOf(next.name))?.focus();
  }
  return (
    <div ref={list} className={className} role="tablist" tabIndex={-1} aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.name}
          type="button"
          role="tab"
          id={idOf(tab.name)}
          className={tab.className}
          aria-selected={tab.name === chosen}
          aria-controls={panelOf(tab.name)}
          tabIndex={tab.name === chosen ? 0 : -1}
          onClick={() => choose(tab.name)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
