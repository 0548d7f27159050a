/** One line across the page: what is the matter, and what can be done. */
import { Check, Plug, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { T, t } from "./t";

type Tone = "info" | "ok" | "warn" | "err";

export function Banner({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) {
  const Icon = tone === "info" ? Plug : tone === "ok" ? Check : TriangleAlert;
  const look = tone === "warn" ? "banner" : `banner ${tone === "ok" ? "info" : tone}`;
  return (
    <div className={look} {...(tone === "err" && { role: "alert" })}>
      <Icon className="ic" aria-hidden />
      <span>{children}</span>
      {action}
    </div>
  );
}

export function RehearsalBanner({ leadsOut = false }: { leadsOut?: boolean }) {
  const link = <Link className="btn sm" href="/setup">{t("banner.set_up")}</Link>;
  return <Banner tone="info" action={leadsOut && link}><T k="banner.rehearsal" /></Banner>;
}
