/** The live deliberation: a pure reducer from the log's events to what the screen shows. */
import type { ChairReplaced, DeliberationEvent, DeliberationStarted, Outcome, Receipt } from "../../api/events";
import { outcomeOf } from "../../api/events";
import type { Agreement, Claim, DeliberationStatus, Dissent, Source, Standings } from "../../api/types";
import type { Review } from "./review";
import { reviewsEnded, withReview } from "./review";
import { failed, fellBack, given, isSettled, retrying, silent, started, stopped, type Voice } from "./voice";

export interface DeliberationView {
  lastSeq: number;
  status: DeliberationStatus;
  query: string;
  council: string;
  strategy: string;
  rehearsal: boolean;
  quorum: number;
  started_at: string | null;
  ended_at: string | null;
  deadline_at: string | null;
  ends_at: string | null;
  members: Voice[];
  chair: Voice | null;
  formerChairs: Voice[]; // in whose place another came while it sat
  chaired_by: string | null;
  agreement: Agreement | null;
  sources: Source[];
  claims: Claim[];
  dissent: Dissent[];
  blind_spots: string[];
  reviews: Review[];
  standings: Standings | null;
  chosen: string | null;
  outcome: Outcome | null;
  is_side_by_side: boolean;
  receipt: Receipt | null;
  code: string | null;
  message: string | null;
}

export function applyEvent(view: DeliberationView, event: DeliberationEvent): DeliberationView {
  if (event.seq <= view.lastSeq) return view; // replay and live stream overlap
  const seen = { ...view, lastSeq: event.seq };
  switch (event.type) {
    case "deliberation.started":
      return withStart(seen, event);
    case "quorum.reached":
      return { ...seen, ends_at: event.ends_at };
    case "opinion.started":
      return withOpinion(seen, event.member, (voice) => started(voice, event));
    case "opinion.delta":
      return withOpinion(seen, event.member, (voice) => ({ ...voice, text: voice.text + event.text }));
    case "opinion.retrying":
      return withOpinion(seen, event.member, (voice) => retrying(voice, event));
    case "opinion.fell_back":
      return withOpinion(seen, event.member, (voice) => fellBack(voice, event));
    case "opinion.given":
      return withOpinion(seen, event.member, (voice) => given(voice, event, event.is_late));
    case "opinion.failed":
      return withOpinion(seen, event.member, (voice) => failed(voice, event));
    case "opinion.stopped":
      return withOpinion(seen, event.member, (voice) => stopped(voice, event));
    case "agreement.found":
      return { ...seen, agreement: event };
    case "dissent.found":
      return withFound(seen, event);
    case "review.started":
    case "review.retrying":
    case "review.fell_back":
    case "review.given":
    case "review.failed":
      return { ...seen, reviews: withReview(seen.reviews, event) };
    case "standings.found":
      return { ...seen, standings: event };
    case "chair.replaced":
      return withNewChair(seen, event);
    case "synthesis.started":
      return { ...withChair(seen, (chair) => started(chair, event)), sources: [] };
    case "synthesis.delta": {
      const sources = event.sources.length > 0 ? [...seen.sources, ...event.sources] : seen.sources;
      return { ...withChair(seen, (chair) => ({ ...chair, text: chair.text + event.text })), sources };
    }
    case "synthesis.retrying":
      return withChair(seen, (chair) => retrying(chair, event));
    case "synthesis.fell_back":
      return withChair(seen, (chair) => fellBack(chair, event));
    case "synthesis.given": {
      const { outcome, chosen, sources } = event;
      const found = withFound(seen, event);
      return { ...withChair(found, (chair) => given(chair, event)), outcome: outcomeOf(outcome), chosen, sources };
    }
    case "synthesis.failed":
      return withChair(seen, (chair) => failed(chair, event));
    case "deliberation.finished":
      return {
        ...withEnd(seen, "done", event.at),
        outcome: outcomeOf(event.outcome),
        receipt: event.receipt,
        is_side_by_side: event.is_side_by_side ?? seen.is_side_by_side, // older logs do not tell
      };
    case "deliberation.failed": {
      const { code, message } = event;
      return { ...withEnd(seen, "failed", event.at), outcome: "none", code, message };
    }
    case "deliberation.cancelled":
      return withEnd(seen, "cancelled", event.at);
  }
}

/** Whether nothing but a member's text becomes longer. */
export function goesOn(view: DeliberationView, event: DeliberationEvent): boolean {
  return event.type === "opinion.delta" && view.members.some((voice) => voice.member === event.member && voice.text !== "");
}

export function isOver(view: DeliberationView): boolean {
  return view.status === "done" || view.status === "failed" || view.status === "cancelled";
}

function withStart(view: DeliberationView, event: DeliberationStarted): DeliberationView {
  const { query, council, strategy, rehearsal, quorum, deadline_at } = event;
  return {
    ...view,
    status: "running",
    query,
    council,
    strategy,
    rehearsal,
    quorum,
    started_at: event.at,
    ended_at: null,
    deadline_at,
    ends_at: null,
    members: event.members.map(silent),
    chair: silent(event.chair),
    formerChairs: [],
    agreement: null,
    sources: [],
    claims: [],
    dissent: [],
    blind_spots: [],
    reviews: [],
    standings: null,
    chosen: null,
    outcome: null,
    receipt: null,
    code: null,
    message: null,
  };
}

function withFound(view: DeliberationView, found: Pick<DeliberationView, "claims" | "dissent" | "blind_spots">): DeliberationView {
  const { claims, dissent, blind_spots } = found;
  return { ...view, claims, dissent, blind_spots };
}

function withOpinion(view: DeliberationView, member: string, change: (voice: Voice) => Voice): DeliberationView {
  return { ...view, members: view.members.map((voice) => (voice.member === member ? change(voice) : voice)) };
}

/** What the former one wrote is void; its attempts stay. */
function withNewChair(view: DeliberationView, event: ChairReplaced): DeliberationView {
  const left = view.chair && view.chair.attempts.length > 0 ? [stopped(view.chair, { at: event.at, text: "" })] : [];
  const formerChairs = [...view.formerChairs, ...left];
  return { ...view, chair: silent(event.chair), formerChairs, chaired_by: event.member, sources: [] };
}

function withChair(view: DeliberationView, change: (voice: Voice) => Voice): DeliberationView {
  return view.chair ? { ...view, chair: change(view.chair) } : view;
}

/** Nobody speaks after the end: who still did is stopped, what they said is kept. */
function withEnd(view: DeliberationView, status: DeliberationStatus, at: string): DeliberationView {
  const silence = (voice: Voice) => (isSettled(voice) ? voice : stopped(voice, { at, text: voice.text }));
  return {
    ...view,
    status,
    ended_at: at,
    members: view.members.map(silence),
    reviews: reviewsEnded(view.reviews, at),
    chair: view.chair && (view.chair.attempts.length > 0 ? silence(view.chair) : view.chair),
  };
}

export function voiceOf(view: DeliberationView, member: string): Voice | null {
  return view.members.find((voice) => voice.member === member) ?? (member === "chair" ? view.chair : null);
}
