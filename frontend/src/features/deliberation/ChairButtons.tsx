/** What can be done about who chairs: stop whoever writes, have another write, have it written again. */
import { ArrowLeftRight } from "lucide-react";
import { StopMark } from "../../ui/StopMark";
import { t } from "../../ui/t";
import type { Actions } from "./actions";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import { hasGiven, isSettled, type Voice } from "./voice";

interface Props {
  view: DeliberationView;
  chair: Voice;
  actions: Actions;
}

/** While somebody writes. */
export function WritingActs({ chair, actions }: Omit<Props, "view">) {
  if (chair.attempts.length === 0 || isSettled(chair)) return null;
  return (
    <>
      <button type="button" className="iconbtn" aria-label={t("chair.another")} title={t("chair.another")} onClick={actions.pickChair}>
        <ArrowLeftRight className="ic" aria-hidden />
      </button>
      <button type="button" className="iconbtn" aria-label={t("chair.stop")} title={t("chair.stop")} onClick={() => actions.stop(chair.member)}>
        <StopMark />
      </button>
    </>
  );
}

/** Where the chair could not write. */
export function AnotherChair({ view, chair, actions }: Props) {
  if (!isAnswerable(view) || canWriteAgain(view, chair)) return null;
  return (
    <p className="chairacts">
      <button type="button" className="btn sm" onClick={actions.pickChair}>{t("chair.another")}</button>
    </p>
  );
}

/** Where the chair has written; where it could not, another has to. */
export function canWriteAgain(view: DeliberationView, chair: Voice): boolean {
  const hasFailed = chair.text === "" || chair.status === "failed" || (view.chosen !== null && chair.code !== null);
  return isAnswerable(view) && !hasFailed;
}

function isAnswerable(view: DeliberationView): boolean {
  return isOver(view) && view.members.some(hasGiven) && !view.is_side_by_side;
}
