/** `‹ 1/2 ›`: what a member that was asked again has said each time. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { t } from "../../ui/t";

export function EarlierSteps({ at, of, role, go }: { at: number; of: number; role: string; go: (at: number) => void }) {
  return (
    <div className="note quiet steps" role="group" aria-label={t("earlier.steps", { role })}>
      <button type="button" className="iconbtn" aria-label={t("earlier.before")} title={t("earlier.before")} aria-disabled={at === 1} onClick={() => at > 1 && go(at - 1)}>
        <ChevronLeft className="ic" aria-hidden />
      </button>
      <span className="num" aria-live="polite">{at}/{of}</span>
      <button type="button" className="iconbtn" aria-label={t("earlier.after")} title={t("earlier.after")} aria-disabled={at === of} onClick={() => at < of && go(at + 1)}>
        <ChevronRight className="ic" aria-hidden />
      </button>
      {at < of && <span>{t("earlier.is_shown")}</span>}
    </div>
  );
}
