/** Every place by name, behind one button: what the bar of a phone has no room for. */
import type { LucideIcon } from "lucide-react";
import { Menu } from "lucide-react";
import { useRef } from "react";
import { Link } from "wouter";
import type { Key } from "../ui/t";
import { t } from "../ui/t";

export interface Place {
  href: string;
  label: Key;
  icon: LucideIcon;
}

export function PlaceMenu({ places, path }: { places: Place[]; path: string }) {
  const menu = useRef<HTMLUListElement>(null);
  return (
    <>
      <button type="button" className="railbtn" popoverTarget="places" aria-label={t("nav.menu")} title={t("nav.menu")}>
        <Menu className="ic" aria-hidden />
      </button>
      <ul ref={menu} id="places" popover="auto" className="placemenu">
        {places.map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <Link href={href} onClick={() => menu.current?.hidePopover()} {...currentAt(href, path)}>
              <Icon className="ic" aria-hidden />
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Here, or at a page below it: what is asked is below Ask. */
export function currentAt(href: string, path: string): { "aria-current"?: "page" | "true" } {
  if (path === href) return { "aria-current": "page" };
  return path.startsWith(href === "/" ? "/d/" : `${href}/`) ? { "aria-current": "true" } : {};
}
