/** The frame for whoever has a link: nothing here leads to what is not theirs. */
import type { ReactNode } from "react";
import { t } from "../ui/t";
import { ThemeSwitch } from "./Frame";
import { Logo } from "./Logo";

export function PlainFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="plainbar">
        <Logo />
        <b>{t("app")}</b>
        <ThemeSwitch />
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
    </>
  );
}
