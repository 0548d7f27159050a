/** How many members hold the same answer, and on request who holds which. */
import { useId, useState } from "react";
import type { Agreement } from "../../api/types";
import { formatList, T, t } from "../../ui/t";
import { roleOf } from "./markdownOf";
import type { DeliberationView } from "./view";

const longest = 60; // characters of an answer in the strip

export function AgreementStrip({ view }: { view: DeliberationView }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const agreement = view.agreement;
  if (agreement === null) return null;
  const agreeing = agreement.groups[0]?.members.length ?? 0;
  const answer = agreement.groups[0]?.answer.slice(0, longest) ?? "";
  return (
    <>
      <p className="agree">
        <Meter agreement={agreement} />
        <span>
          <T k="agree.of" n={agreeing} of={agreement.of} />{answer !== "" && `: ${answer}`}
          {isWeak(agreement) && <> {t("agree.one_family")}</>}
          {typeof agreement.confidence === "number" && <> {t("agree.confidence", { percent: percentOf(agreement.confidence) })}</>}
        </span>
        <button type="button" className="linkish" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "agree.hide" : "agree.show")}
        </button>
      </p>
      <div id={id} hidden={!isOpen} className="positions">
        <Positions view={view} agreement={agreement} />
      </div>
    </>
  );
}

function Meter({ agreement }: { agreement: Agreement }) {
  const agreeing = agreement.groups[0]?.members.length ?? 0;
  const answering = agreement.groups.reduce((sum, group) => sum + group.members.length, 0);
  return (
    <span className="meter" aria-hidden="true">
      {Array.from({ length: agreement.of }, (_, i) => (
        <i key={i} className={i < agreeing ? "y" : i < answering ? "p" : ""} />
      ))}
    </span>
  );
}

function Positions({ view, agreement }: { view: DeliberationView; agreement: Agreement }) {
  const { vote } = agreement;
  const best = view.receipt?.best_member;
  const roles = (members: string[]) => formatList(members.map((member) => roleOf(view, member)));
  return (
    <>
      <dl>
        {agreement.groups.map((group) => (
          <div key={group.answer}>
            <dt>{group.answer || t("agree.empty")}</dt>
            <dd>{roles(group.members)}</dd>
          </div>
        ))}
        {agreement.without_answer.length > 0 && (
          <div>
            <dt className="none">{t("agree.without")}</dt>
            <dd>{roles(agreement.without_answer)}</dd>
          </div>
        )}
      </dl>
      {vote.left_out.length > 0 && <p>{t("agree.left_out", { members: roles(vote.left_out) })}</p>}
      {vote.is_tied && <p>{t(vote.are_strengths_known ? "agree.tied" : "agree.tied_unknown", { role: roleOf(view, vote.winner) })}</p>}
      {!vote.are_strengths_known && <p>{t("agree.strengths_unknown")}</p>}
      {best && <p>{t("agree.best", { role: roleOf(view, best.member), percent: percentOf(best.accuracy), scored: best.scored })}</p>}
    </>
  );
}

function percentOf(share: number): number {
  return Math.round(100 * share);
}

/** Several members of one family: they err together more often. */
function isWeak(agreement: Agreement): boolean {
  const first = agreement.groups[0];
  return first !== undefined && first.members.length > 1 && first.families === 1;
}
