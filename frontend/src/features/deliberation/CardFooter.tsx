/** Below an opinion: what it took, and what can be done with it. */
import type { LucideIcon } from "lucide-react";
import { Award, Maximize2, RotateCw } from "lucide-react";
import { memo } from "react";
import { CopyButton } from "../../ui/CopyButton";
import { StopMark } from "../../ui/StopMark";
import { t } from "../../ui/t";
import type { Actions } from "./actions";
import { Measures } from "./Measures";
import { modelsAfter } from "./models";
import { isMoving, type PillState } from "./pill";
import { areAlikeButText, type Voice } from "./voice";

export interface CardProps {
  voice: Voice;
  standing: string | null;
  canCommand: boolean;
  actions: Actions;
  isPicked: boolean;
  pick: ((member: string) => void) | null;
}

type ButtonsProps = Omit<CardProps, "standing"> & { state: PillState };

export function CardFooter({ voice, standing, state, now, canCommand, actions, isPicked, pick }: CardProps & { state: PillState; now: number }) {
  return (
    <footer>
      <Measures voice={voice} now={now} standing={standing} />
      <CardButtons voice={voice} state={state} canCommand={canCommand} actions={actions} isPicked={isPicked} pick={pick} />
    </footer>
  );
}

const CardButtons = memo(function CardButtons({ voice, state, canCommand, actions, isPicked, pick }: ButtonsProps) {
  const { member, role } = voice;
  const isSaid = voice.text !== "" && (state === "given" || state === "stopped");
  const isWaiting = state === "waiting" || state === "retrying";
  return (
    <>
      {pick && state === "given" && <Tool icon={Award} label={t("feedback.better", { role })} isPressed={isPicked} act={() => pick(member)} />}
      {actions.askAgain && <Tool icon={RotateCw} label={t("card.ask_again", { role })} act={() => actions.askAgain?.(member)} />}
      {isSaid && <CopyButton text={voice.text} label={t("card.copy", { role })} />}
      {canCommand && isWaiting && <Waiting voice={voice} isRetrying={state === "retrying"} actions={actions} />}
      {canCommand && !isWaiting && isMoving(state) && (
        <button type="button" className="iconbtn" title={t("card.stop", { role })} aria-label={t("card.stop", { role })} onClick={() => actions.stop(member)}>
          <StopMark />
        </button>
      )}
      {(isSaid || isMoving(state)) && !(canCommand && isWaiting) && <Tool icon={Maximize2} label={t("card.focus", { role })} isOff={voice.text === ""} act={() => actions.focus(member)} />}
    </>
  );
}, areAlikeButText);

/** Whoever presses twice skips once: the model is named. */
function Waiting({ voice, isRetrying, actions }: { voice: Voice; isRetrying: boolean; actions: Actions }) {
  const { member, role } = voice;
  const model = voice.model ?? voice.models[0]?.name ?? "";
  const skip = modelsAfter(voice).length > 0 ? t("card.skip_to_fallback") : t("card.skip");
  return (
    <>
      {isRetrying && <button type="button" className="btn sm" aria-label={`${t("card.try_now")}: ${role}`} onClick={() => actions.nudge({ name: "retry-now", member })}>{t("card.try_now")}</button>}
      <button type="button" className="btn sm" aria-label={`${isRetrying ? skip : t("card.skip")}: ${role}`} onClick={() => actions.nudge({ name: "skip", member, model })}>{isRetrying ? skip : t("card.skip")}</button>
    </>
  );
}

function Tool({ icon: Icon, label, act, isPressed, isOff = false }: { icon: LucideIcon; label: string; act: () => void; isPressed?: boolean; isOff?: boolean }) {
  return (
    <button type="button" className="iconbtn" disabled={isOff} title={label} aria-label={label} {...(isPressed !== undefined && { "aria-pressed": isPressed })} onClick={act}>
      <Icon className="ic" aria-hidden />
    </button>
  );
}
