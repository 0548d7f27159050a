/** Who ranked whose opinion where, why, and how the opinions stand when all rankings are added up. */
import type { Standings } from "../../api/types";
import { wordFor } from "../../ui/t";
import { say, Say } from "./chairWords";
import { type Place, usePlaces } from "./Cites";
import { roleOf } from "./markdownOf";
import type { Review } from "./review";
import type { DeliberationView } from "./view";

export function ReviewTable({ view }: { view: DeliberationView }) {
  const places = usePlaces(view);
  const reasoned = view.reviews.filter((review) => review.reason !== "");
  return (
    <div className="reviews" role="group" tabIndex={0} aria-label={say("reviews.all")}>
      {view.standings && <Ranked view={view} found={view.standings} />}
      <table>
        <caption>{say("reviews.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("reviews.by")}</th>
            {places.map(({ member, role, letter, hue }) => (
              <th key={member} scope="col" title={role}><span className={`cite ${hue}`} aria-hidden="true">{letter}</span><span className="sr">{role}</span></th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.reviews.map((review) => (
            <tr key={`${review.member} ${review.round}`}>
              <th scope="row">
                {roleOf(view, review.member)}
                {review.round > 1 && <small>{say("reviews.turned")}</small>}
              </th>
              <Ranks review={review} places={places} />
            </tr>
          ))}
        </tbody>
      </table>
      {reasoned.length > 0 && (
        <details>
          <summary>{say("reviews.why")}</summary>
          {reasoned.map((review) => <Reason key={`${review.member} ${review.round}`} view={view} review={review} />)}
        </details>
      )}
    </div>
  );
}

function Ranked({ view, found }: { view: DeliberationView; found: Standings }) {
  const [first] = found.standings;
  return (
    <>
      <ol className="standings" aria-label={say("reviews.standings")}>
        {found.standings.map((standing) => (
          <li key={standing.member}>
            <span>{roleOf(view, standing.member)}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={standing.points * 100} height="8" /></svg>
            <span className="num">{say("reviews.points", { points: Math.round(standing.points * 100), ballots: standing.ballots })}</span>
          </li>
        ))}
      </ol>
      {found.is_tied && first && <p className="tied"><Say k="reviews.tied" role={roleOf(view, first.member)} /></p>}
    </>
  );
}

/** One cell for each opinion, or one for why there are none. */
function Ranks({ review, places }: { review: Review; places: Place[] }) {
  const without = whyNone(review);
  if (without !== "") return <td colSpan={places.length} className="none" title={review.message ?? ""}>{without}</td>;
  return places.map(({ member }) => {
    if (member === review.member) return <td key={member} className="own">{say("reviews.own")}</td>;
    const rank = rankOf(member, review.ranking);
    return rank === null ? <td key={member} className="own">–</td> : <td key={member} className={`num r${rank}`}>{rank}</td>;
  });
}

function whyNone(review: Review): string {
  if (review.status === "reading") return say("reviews.reading");
  if (review.status === "stopped") return say("reviews.stopped");
  if (review.status === "failed") return say("reviews.none", { why: wordFor("code", review.code ?? "", review.message ?? "") });
  return review.has_abstained ? say("reviews.abstained") : "";
}

/** Equals have the same one, and leave out the next. */
function rankOf(member: string, ranking: string[][]): number | null {
  const place = ranking.findIndex((equals) => equals.includes(member));
  return place < 0 ? null : ranking.slice(0, place).flat().length + 1;
}

function Reason({ view, review }: { view: DeliberationView; review: Review }) {
  const labels = review.shown.map((member, i) => `${labelOf(i)}: ${roleOf(view, member)}`).join(", ");
  return (
    <section>
      <h3>{roleOf(view, review.member)}{review.round > 1 && <small> {say("reviews.turned")}</small>}</h3>
      <p dir="auto">{review.reason}</p>
      <p><small>{labels}</small></p>
    </section>
  );
}

/** Under which letter the reviewer saw the opinion at this place. */
function labelOf(place: number): string {
  return place < 26 ? String.fromCharCode(65 + place) : `Z${place}`;
}
