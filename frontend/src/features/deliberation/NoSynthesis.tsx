/** What stands in the chair's pane where no synthesis does: none was to be written, or none could be. */
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useMe } from "../../api/me";
import { T, t } from "../../ui/t";
import type { Actions } from "./actions";
import { AnotherChair } from "./ChairButtons";
import { OutcomeLine } from "./OutcomeLine";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

export function SideBySide({ view, children }: { view: DeliberationView; children: ReactNode }) {
  return (
    <>
      <OutcomeLine view={view} />
      <div className="waiting">
        <h3>{t("chair.side_by_side")}</h3>
        <p>{t("chair.compare")}</p>
        {children}
      </div>
    </>
  );
}

const unheard = new Set<string | null>(["invalid_credentials", "connection_lost", "connect_timed_out"]); // no key was taken, or nobody reached

export function NoSynthesis({ view, chair, actions }: { view: DeliberationView; chair: Voice; actions: Actions }) {
  // Where no model was even tried, no attempt says otherwise.
  const hasNoWay = useMe().data?.is_staff && view.members.every(({ attempts }) => attempts.every(({ code }) => unheard.has(code)));
  const hasOpinions = view.members.some(({ status, text }) => text !== "" && status !== "failed");
  return (
    <div className="waiting">
      <h3>{view.status === "cancelled" ? t("chair.cancelled") : t("chair.no_synthesis")}</h3>
      {chair.status === "failed" && (
        <p className="note err bare">
          <TriangleAlert className="ic" aria-hidden />
          <span><T k="chair.failed" message={chair.message ?? ""} /></span>
        </p>
      )}
      {hasOpinions && <p>{t("chair.opinions_usable")}</p>}
      {view.status === "failed" && (
        <p>
          <Link href="/providers">{t("page.to_providers")}</Link> {hasNoWay && <Link href="/setup">{t("mend.to_keys")}</Link>}
        </p>
      )}
      <AnotherChair view={view} chair={chair} actions={actions} />
    </div>
  );
}
