/** What stands in the chair's pane where no synthesis does: none was to be written, or none could be. */
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
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

export function NoSynthesis({ view, chair, actions }: { view: DeliberationView; chair: Voice; actions: Actions }) {
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
      {view.status === "failed" && <p><Link href="/providers">{t("page.to_providers")}</Link></p>}
      <AnotherChair view={view} chair={chair} actions={actions} />
    </div>
  );
}
