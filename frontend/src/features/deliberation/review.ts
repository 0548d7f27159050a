/** What a member says of the others' opinions, as the screen knows it. */
import type { DeliberationEvent } from "../../api/events";
import type { ReviewShown } from "../../api/types";
import type { AttemptView } from "./attempts";
import { withAttempt, withAttemptEnded } from "./attempts";

export interface Review {
  member: string;
  round: number; // 2: of opinions near each other, turned round
  status: "reading" | "given" | "failed" | "stopped";
  attempts: AttemptView[];
  shown: string[];
  ranking: string[][]; // the best first, equals together
  has_abstained: boolean;
  reason: string;
  code: string | null;
  message: string | null;
}

export type ReviewEvent = Extract<DeliberationEvent, { type: `review.${string}` }>;

const unsaid = { shown: [], ranking: [], has_abstained: false, reason: "", code: null, message: null };

/** Of a row of the API; its attempts are told by the log. */
export function reviewOf(row: ReviewShown): Review {
  const { member, round, code, message } = row;
  if (row.status === "failed") return { ...unsaid, member, round, status: "failed", attempts: [], code, message };
  const { shown, ranking, has_abstained, reason } = row;
  return { ...unsaid, member, round, status: "given", attempts: [], shown, ranking, has_abstained, reason };
}

/** What this member said before in the same round is void; its attempts stay. */
export function withReview(reviews: Review[], event: ReviewEvent): Review[] {
  const { member, round } = event;
  const place = reviews.findIndex((each) => each.member === member && each.round === round);
  const before = reviews[place];
  return before ? reviews.with(place, told(before, event)) : [...reviews, told({ ...unsaid, member, round, status: "reading", attempts: [] }, event)];
}

/** By one member, the first round first. */
export function reviewsBy({ reviews }: { reviews: Review[] }, { member }: { member: string }): Review[] {
  return reviews.filter((review) => review.member === member).toSorted((one, other) => one.round - other.round);
}

/** Nobody reads after the end. */
export function reviewsEnded(reviews: Review[], at: string): Review[] {
  return reviews.map((review) => (review.status === "reading" ? { ...withAttemptEnded(review, at, "stopped", null), status: "stopped" } : review));
}

function told(review: Review, event: ReviewEvent): Review {
  switch (event.type) {
    case "review.started":
      return { ...withAttempt(review, event), ...unsaid, status: "reading" };
    case "review.retrying":
    case "review.fell_back":
      return withAttemptEnded(review, event.at, "failed", event);
    case "review.given": {
      const { shown, ranking, has_abstained, reason } = event;
      return { ...withAttemptEnded(review, event.at, "given", null), ...unsaid, status: "given", shown, ranking, has_abstained, reason };
    }
    case "review.failed": {
      const { at, code, message } = event;
      return { ...withAttemptEnded(review, at, code === "stopped" ? "stopped" : "failed", event), ...unsaid, status: "failed", code, message };
    }
  }
}
