/** What stands in the chair's pane where no synthesis does: none was to be written, or none could be. */
import { TriangleAlert } from "lucide-react";
import { T, t } from "../../ui/t";
import { OutcomeLine } from "./OutcomeLine";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

export function SideBySide({ view }: { view: DeliberationView }) {
  return (
    <>
      <OutcomeLine view={view} />
      <div className="waiting">
        <h3>{t("chair.side_by_side")}</h3>
        <p>{t("chair.compare")}</p>
      </div>
    </>
  );
}

export function NoSynthesis({ view, chair }: { view: DeliberationView; chair: Voice }) {
  const hasOpinions = view.members.some((voice) => voice.text !== "");
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
    </div>
  );
}
