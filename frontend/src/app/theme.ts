/** Light, dark, or as the system has it. The server writes the cookie's value into the page. */
import { useState } from "react";
import { cookie } from "../api/client";

export type Theme = "system" | "light" | "dark";

const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const year = 31_536_000;

export function useTheme(): { theme: Theme; switchTheme: () => void } {
  const [theme, setTheme] = useState(readTheme);
  function switchTheme(): void {
    const chosen = next[theme];
    const isSecure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${chosen}; Path=/; Max-Age=${year}; SameSite=Lax${isSecure}`;
    document.documentElement.dataset["theme"] = chosen;
    setTheme(chosen);
  }
  return { theme, switchTheme };
}

function readTheme(): Theme {
  const kept = cookie("theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}
