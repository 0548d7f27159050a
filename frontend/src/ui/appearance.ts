/** How this reader wants it to look. Kept in cookies, which the server writes into the page: the first paint has it. */
import { useSyncExternalStore } from "react";
import { cookie } from "../api/client";

/** The first is what holds without a choice. */
export const choices = {
  theme: ["system", "light", "dark"],
  text: ["100", "110", "125", "150"],
  motion: ["system", "reduced"],
} as const;

type Name = keyof typeof choices;
type Choice<N extends Name> = (typeof choices)[N][number];

const year = 31_536_000;
const lookers = new Set<() => void>();

export function useAppearance<N extends Name>(name: N): [chosen: Choice<N>, choose: (choice: Choice<N>) => void] {
  const chosen = useSyncExternalStore(subscribe, () => read(name));
  return [chosen, (choice) => keep(name, choice)];
}

function keep(name: Name, choice: string): void {
  const isSecure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${choice}; Path=/; Max-Age=${year}; SameSite=Lax${isSecure}`;
  document.documentElement.dataset[name] = choice;
  lookers.forEach((look) => look());
}

function read<N extends Name>(name: N): Choice<N> {
  const offered: readonly Choice<N>[] = choices[name];
  const kept = cookie(name);
  return offered.find((each) => each === kept) ?? (choices[name][0] as Choice<N>);
}

function subscribe(look: () => void): () => void {
  lookers.add(look);
  return () => lookers.delete(look);
}
