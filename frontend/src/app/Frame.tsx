/** The frame of every page: navigation, theme, the list of shortcuts. */
import { Activity, History, Keyboard, Layers, Monitor, Moon, Plus, Scale, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { t } from "../ui/t";
import { useShortcuts } from "../ui/useShortcuts";
import { Account } from "./Account";
import { Logo } from "./Logo";
import { ShortcutList } from "./ShortcutList";
import { useTheme } from "./theme";

const places = [
  { href: "/", label: "ask", icon: Plus },
  { href: "/history", label: "history", icon: History },
  { href: "/providers", label: "providers", icon: Activity },
  { href: "/models", label: "models", icon: Layers },
  { href: "/judges", label: "judges", icon: Scale },
] as const;
const themeIcons = { system: Monitor, light: Sun, dark: Moon };

export function Frame({ children }: { children: ReactNode }) {
  const [path, navigate] = useLocation();
  const [isListOpen, setIsListOpen] = useState(false);

  useShortcuts({
    "/": path === "/" ? undefined : () => navigate("/"),
    "g h": () => navigate("/history"),
    "g p": () => navigate("/providers"),
    "g m": () => navigate("/models"),
    "?": () => setIsListOpen(true),
  });

  return (
    <>
      <a className="skip" href="#main">{t("nav.skip")}</a>
      <div className="shell">
        <nav className="rail" aria-label={t("nav.main")}>
          <Logo />
          <Places path={path} />
          <span className="gap" />
          <button type="button" className="railbtn" aria-label={t("nav.shortcuts")} title={t("nav.shortcuts")} onClick={() => setIsListOpen(true)}>
            <Keyboard className="ic" aria-hidden />
          </button>
          <ThemeSwitch />
          <Account id="account" />
        </nav>
        <header className="topbar">
          <Logo />
          <b>{t("app")}</b>
          <nav aria-label={t("nav.main")}>
            <Places path={path} />
            <ThemeSwitch />
            <Account id="account-top" />
          </nav>
        </header>
        <main id="main" tabIndex={-1}>{children}</main>
      </div>
      {isListOpen && <ShortcutList close={() => setIsListOpen(false)} />}
    </>
  );
}

function Places({ path }: { path: string }) {
  return places.map(({ href, label, icon: Icon }) => (
    <Link key={href} className="railbtn" href={href} aria-label={t(label)} title={t(label)} {...(path === href && { "aria-current": "page" as const })}>
      <Icon className="ic" aria-hidden />
    </Link>
  ));
}

export function ThemeSwitch() {
  const { theme, switchTheme } = useTheme();
  const Icon = themeIcons[theme];
  return (
    <button type="button" className="railbtn" aria-label={t(`theme.${theme}`)} title={t(`theme.${theme}`)} onClick={switchTheme}>
      <Icon className="ic" aria-hidden />
    </button>
  );
}
