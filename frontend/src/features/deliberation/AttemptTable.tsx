/** The same attempts as a table, for whoever would rather read than look. */
import { formatNumber, t } from "../../ui/t";
import { reasonOf } from "./AttemptList";
import { type Axis, spanOf } from "./axis";
import { say } from "./chairWords";
import { modelOf } from "./models";
import { reviewsBy } from "./review";
import type { DeliberationView } from "./view";
import type { AttemptView } from "./attempts";
import type { Voice } from "./voice";

export function AttemptTable({ view, axis }: { view: DeliberationView; axis: Axis }) {
  const chairs = [...view.formerChairs, ...(view.chair ? [view.chair] : [])];
  const rows = [
    ...view.members.flatMap((voice) => [
      ...attemptsOf(voice, voice.role),
      ...reviewsBy(view, voice).flatMap((review) => attemptsOf(voice, say("table.review", { role: voice.role }), review.attempts)),
    ]),
    ...chairs.flatMap((voice) => attemptsOf(voice, t("chair"))),
  ];
  if (rows.length === 0) return null;
  return (
    <details className="astable">
      <summary>{say("table.show")}</summary>
      <table className="num">
        <thead>
          <tr>
            <th scope="col">{say("table.voice")}</th>
            <th scope="col">{say("table.model")}</th>
            <th scope="col">{say("table.from")}</th>
            <th scope="col">{say("table.to")}</th>
            <th scope="col">{say("table.end")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ voice, name, attempt }, i) => {
            const { begin, end } = spanOf(attempt, axis);
            return (
              <tr key={i}>
                <th scope="row">{name}</th>
                <td>{modelOf(voice, attempt.model)?.label}</td>
                <td>{formatNumber(begin)} s</td>
                <td>{formatNumber(end)} s</td>
                <td>{attempt.number === 0 ? t("attempt.kept") : attempt.end === "running" ? t("pill.speaking") : reasonOf(attempt)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

function attemptsOf(voice: Voice, name: string, attempts = voice.attempts): { voice: Voice; name: string; attempt: AttemptView }[] {
  return attempts.map((attempt) => ({ voice, name, attempt }));
}
