/** What can be done about who chairs: stop whoever writes, have another write, have it written again. */
import { StopMark } from "../../ui/StopMark";
import { t } from "../../ui/t";
import type { Actions } from "./actions";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import { hasGiven, isSettled, type Voice } from "./voice";

interface Props {
  view: DeliberationView;
  chair: Voice;
  canCommand: boolean;
  actions: Actions;
}

export function ChairActs({ view, chair, canCommand, actions }: Props) {
  const isWriting = canCommand && chair.attempts.length > 0 && !isSettled(chair);
  if (!isWriting && !(isAnswerable(view) && !canWriteAgain(view, chair))) return null;
  return (
    <p className="chairacts">
      {isWriting && (
        <button type="button" className="btn sm" onClick={() => actions.stop(chair.member)}>
          <StopMark />
          {t("chair.stop")}
        </button>
      )}
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
