/** How complete the answer is, wherever the answer is. */
import { Check, CircleSlash } from "lucide-react";
import { formatList, T, t } from "../../ui/t";
import { roleOf } from "./markdownOf";
import { type DeliberationView, isOver } from "./view";
import type { Voice } from "./voice";

export function OutcomeLine({ view }: { view: DeliberationView }) {
  const { outcome, chair } = view;
  const cut = view.chosen === null ? view.members.filter((voice) => voice.status === "given" && voice.is_partial).length : 0;
  const look = unheardIn(view).length > 0 ? "outcome long" : "outcome";
  if (outcome === null && !isOver(view)) return <p className={look}>{t("outcome.open")}</p>; // keeps the place
  if (outcome === null || outcome === "none") return null;
  const Icon = outcome === "full" ? Check : CircleSlash;
  return (
    <p key={outcome} className={`${look} ${outcome}`}>
      <Icon className="ic" aria-hidden />
      <span>
        <Sentence view={view} />
        {cut > 0 && <> <T k="outcome.cut" count={cut} /></>}
        {chair?.is_partial && <> {t("outcome.partial")}</>}
        {isStrongestMissing(view) && <> {t("outcome.strongest_missing")}</>}
      </span>
    </p>
  );
}

/** Where strengths are known. */
function isStrongestMissing({ receipt }: DeliberationView): boolean {
  return receipt?.missing.some(({ member }) => member === receipt.best_member?.member) ?? false;
}

function Sentence({ view }: { view: DeliberationView }) {
  const role = view.chosen === null ? "" : roleOf(view, view.chosen);
  if (view.outcome === "full") return <T k="outcome.full" count={view.members.length} />;
  if (view.strategy === "quick") return <T k="outcome.quick" role={role} />;
  if (view.strategy === "one_voice") return <T k="outcome.asked_alone" role={role} />;
  if (view.outcome === "single") return <T k="outcome.single" role={role} />;
  if (view.chosen !== null) return <T k="outcome.degraded_chair" role={role} />;
  const missing = unheardIn(view).map((voice) => t("card.the", { role: voice.role }));
  if (missing.length === 0) return <T k="outcome.degraded_plain" />;
  return <T k="outcome.degraded" missing={formatList(missing)} />;
}

/** Late: after the chair began. */
function unheardIn({ members }: DeliberationView): Voice[] {
  return members.filter((voice) => voice.status !== "given" || voice.is_late);
}
