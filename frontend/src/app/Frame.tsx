/** The frame of every page: where one can go, the theme, the list of shortcuts. */
import { Activity, ChartNoAxesColumn, History, Keyboard, Layers, Monitor, Moon, Plus, Scale, SlidersHorizontal, Sun, Users } from "lucide-react";
import type { ReactNode } from "react";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation } from "wouter";
import { useAppearance } from "../ui/appearance";
import { t } from "../ui/t";
import { useShortcuts } from "../ui/useShortcuts";
import { Account } from "./Account";
import { Logo } from "./Logo";
import type { Place } from "./PlaceMenu";
import { currentAt, PlaceMenu } from "./PlaceMenu";

const ShortcutList = lazy(() => import("./ShortcutList").then((loaded) => ({ default: loaded.ShortcutList })));
const ask: Place = { href: "/", label: "ask", icon: Plus };
const settings: Place = { href: "/settings", label: "settings", icon: SlidersHorizontal };
const places: Place[] = [
  ask,
  { href: "/history", label: "history", icon: History },
  { href: "/providers", label: "providers", icon: Activity },
  { href: "/models", label: "models", icon: Layers },
  { href: "/councils", label: "councils", icon: Users },
  { href: "/judges", label: "judges", icon: Scale },
  { href: "/quality", label: "quality", icon: ChartNoAxesColumn },
];
const themes = { system: { icon: Monitor, next: "light" }, light: { icon: Sun, next: "dark" }, dark: { icon: Moon, next: "system" } } as const;

export function Frame({ children }: { children: ReactNode }) {
  const [path, navigate] = useLocation();
  const [isListOpen, setIsListOpen] = useState(false);
  const openList = () => setIsListOpen(true);
  const goTo = [...places.slice(1), settings].map(({ href }) => [`g ${href[1]}`, () => navigate(href)] as const);

  useShortcuts({
    "/": path === "/" ? undefined : () => navigate("/"),
    ...Object.fromEntries(goTo),
    "?": openList,
  });

  return (
    <>
      <a className="skip" href="#main">{t("nav.skip")}</a>
      <div className="shell">
        <nav className="rail" aria-label={t("nav.main")}>
          <Logo />
          {places.map((place) => <PlaceLink key={place.href} place={place} path={path} />)}
          <span className="gap" />
          <button type="button" className="railbtn" aria-label={t("nav.shortcuts")} title={t("nav.shortcuts")} onClick={openList}>
            <Keyboard className="ic" aria-hidden />
          </button>
          <PlaceLink place={settings} path={path} />
          <ThemeSwitch />
          <Account id="account" />
        </nav>
        <header className="topbar">
          <Logo />
          <b>{t("app")}</b>
          <nav aria-label={t("nav.main")}>
            <PlaceLink place={ask} path={path} />
            <ThemeSwitch />
            <PlaceMenu places={[...places, settings]} path={path} />
            <Account id="account-top" />
          </nav>
        </header>
        <main id="main" tabIndex={-1}>{children}</main>
      </div>
      {isListOpen && <Suspense><ShortcutList close={() => setIsListOpen(false)} /></Suspense>}
    </>
  );
}

function PlaceLink({ place: { href, label, icon: Icon }, path }: { place: Place; path: string }) {
  return (
    <Link className="railbtn" href={href} aria-label={t(label)} title={t(label)} {...currentAt(href, path)}>
      <Icon className="ic" aria-hidden />
    </Link>
  );
}

export function ThemeSwitch() {
  const [theme, choose] = useAppearance("theme");
  const { icon: Icon, next } = themes[theme];
  return (
    <button type="button" className="railbtn" aria-label={t(`theme.${theme}`)} title={t(`theme.${theme}`)} onClick={() => choose(next)}>
      <Icon className="ic" aria-hidden />
    </button>
  );
}
