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
  const isEnded = isOver(view) && view.members.some(hasGiven) && !view.is_side_by_side;
  const hasFailed = chair.status === "failed" || (view.chosen !== null && chair.code !== null);
  if (!isWriting && !isEnded) return null;
  return (
    <p className="chairacts">
      {isWriting && (
        <button type="button" className="btn sm" onClick={() => actions.stop(chair.member)}>
          <StopMark />
          {t("chair.stop")}
        </button>
      )}
      <button type="button" className="btn sm" onClick={actions.pickChair}>
        {isWriting || hasFailed ? t("chair.another") : t("chair.again")}
      </button>
    </p>
  );
}
