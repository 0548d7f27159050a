/** What a member says of the others' opinions, as the screen knows it. */
import type { DeliberationEvent } from "../../api/events";
import type { ReviewShown } from "../../api/types";

type EventOf<T> = Extract<DeliberationEvent, { type: T }>;

export interface Review {
  member: string;
  round: number; // 2: of opinions near each other, turned round
  status: "reading" | "given" | "failed" | "stopped";
  shown: string[];
  ranking: string[][]; // the best first, equals together
  has_abstained: boolean;
  reason: string;
  code: string | null;
  message: string | null;
}

type Told = EventOf<"review.started"> | EventOf<"review.given"> | EventOf<"review.failed"> | ReviewShown;

/** Of an event, or of a row of the API. */
export function reviewOf(told: Told): Review {
  const { member, round } = told;
  const silent = { shown: [], ranking: [], has_abstained: false, reason: "", code: null, message: null };
  if ("reason" in told && !("status" in told && told.status === "failed")) {
    const { shown, ranking, has_abstained, reason } = told;
    return { ...silent, member, round, status: "given", shown, ranking, has_abstained, reason };
  }
  if ("code" in told) return { ...silent, member, round, status: "failed", code: told.code, message: told.message };
  return { ...silent, member, round, status: "reading" };
}

/** In place of what this member said before in the same round. */
export function withReview(reviews: Review[], review: Review): Review[] {
  const place = reviews.findIndex((each) => each.member === review.member && each.round === review.round);
  return place < 0 ? [...reviews, review] : reviews.with(place, review);
}

/** Nobody reads after the end. */
export function reviewsEnded(reviews: Review[]): Review[] {
  return reviews.map((review) => (review.status === "reading" ? { ...review, status: "stopped" } : review));
}
