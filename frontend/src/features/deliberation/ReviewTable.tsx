/** Who ranked whose opinion where, why, and how the opinions stand when all rankings are added up. */
import type { Standings } from "../../api/types";
import { T, t, wordFor } from "../../ui/t";
import { roleOf } from "./markdownOf";
import type { Review } from "./review";
import type { DeliberationView } from "./view";

export function ReviewTable({ view }: { view: DeliberationView }) {
  return (
    <div className="reviews" role="group" tabIndex={0} aria-label={t("reviews.all")}>
      {view.standings && <Ranked view={view} found={view.standings} />}
      <table>
        <caption>{t("reviews.caption")}</caption>
        <thead>
          <tr><th scope="col">{t("reviews.by")}</th><th scope="col">{t("reviews.ranking")}</th></tr>
        </thead>
        <tbody>
          {view.reviews.map((review) => (
            <tr key={`${review.member} ${review.round}`}>
              <th scope="row">
                {roleOf(view, review.member)}
                {review.round > 1 && <small>{t("reviews.turned")}</small>}
              </th>
              <td><Said view={view} review={review} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Ranked({ view, found }: { view: DeliberationView; found: Standings }) {
  const [first] = found.standings;
  return (
    <>
      <ol className="standings" aria-label={t("reviews.standings")}>
        {found.standings.map((standing) => (
          <li key={standing.member}>
            <span>{roleOf(view, standing.member)}</span>
            <meter min={0} max={1} value={standing.points} aria-hidden="true" />
            <span className="num">{t("reviews.points", { points: Math.round(standing.points * 100), ballots: standing.ballots })}</span>
          </li>
        ))}
      </ol>
      {found.is_tied && first && <p className="under"><T k="reviews.tied" role={roleOf(view, first.member)} /></p>}
    </>
  );
}

function Said({ view, review }: { view: DeliberationView; review: Review }) {
  if (review.status === "reading") return <>{t("reviews.reading")}</>;
  if (review.status === "stopped") return <>{t("reviews.stopped")}</>;
  if (review.status === "failed") {
    return <span title={review.message ?? ""}>{t("reviews.none", { why: wordFor("code", review.code ?? "", review.message ?? "") })}</span>;
  }
  const labels = review.shown.map((member, i) => `${labelOf(i)}: ${roleOf(view, member)}`).join(", ");
  const places = review.ranking.map((place) => place.map((member) => roleOf(view, member)).join(" = "));
  return (
    <>
      {review.has_abstained ? t("reviews.abstained") : places.join(" > ")}
      {review.reason !== "" && (
        <details>
          <summary>{t("reviews.why")}</summary>
          <p>{review.reason}</p>
          <p><small>{labels}</small></p>
        </details>
      )}
    </>
  );
}

/** Under which letter the reviewer saw the opinion at this place. */
function labelOf(place: number): string {
  return place < 26 ? String.fromCharCode(65 + place) : `Z${place}`;
}
