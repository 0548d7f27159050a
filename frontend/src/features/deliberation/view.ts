/** The live deliberation: a pure reducer from the log's events to what the screen shows. */
import type { DeliberationEvent, DeliberationStarted, Outcome, Receipt } from "../../api/events";
import { outcomeOf } from "../../api/events";
import type { Agreement, Claim, Deliberation, DeliberationStatus, Dissent, Exchanged, OpinionShown, Source } from "../../api/types";
import type { Voice } from "./voice";
import { failed, fellBack, given, givenBy, isSettled, retrying, silent, started, stopped } from "./voice";

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
  agreement: Agreement | null;
  sources: Source[];
  claims: Claim[];
  dissent: Dissent[];
  blind_spots: string[];
  chosen: string | null;
  outcome: Outcome | null;
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
      return { ...withEnd(seen, "done", event.at), outcome: outcomeOf(event.outcome), receipt: event.receipt };
    case "deliberation.failed": {
      const { code, message } = event;
      return { ...withEnd(seen, "failed", event.at), outcome: "none", code, message };
    }
    case "deliberation.cancelled":
      return withEnd(seen, "cancelled", event.at);
  }
}

/** What the page shows until the log has told more. */
export function viewOf(row: Deliberation): DeliberationView {
  const { status, query, council, strategy, rehearsal, quorum, deadline_at, outcome, receipt } = row;
  const spoken = new Map(row.opinions.map((opinion) => [opinion.member, opinion]));
  const exchanged = new Map(row.exchange.map((opinion) => [opinion.member, opinion]));
  const synthesis = row.synthesis;
  const chair = silent(row.chair);
  return {
    lastSeq: 0,
    status,
    query,
    council,
    strategy,
    rehearsal,
    quorum,
    started_at: row.started_at,
    ended_at: row.ended_at,
    deadline_at,
    ends_at: null,
    members: row.members.map((shown) => {
      const voice = withRow(silent(shown), spoken.get(shown.member));
      return exchangedTo(voice, exchanged.get(shown.member));
    }),
    chair: synthesis ? withSynthesis(chair, synthesis) : chair,
    agreement: row.agreements.at(-1) ?? null,
    sources: synthesis?.sources ?? [],
    claims: row.claims,
    dissent: row.dissent,
    blind_spots: row.blind_spots,
    chosen: synthesis?.chosen ?? null,
    outcome,
    receipt,
    code: row.code,
    message: row.message,
  };
}

export function isOver(view: DeliberationView): boolean {
  return view.status === "done" || view.status === "failed" || view.status === "cancelled";
}

function withSynthesis(chair: Voice, synthesis: NonNullable<Deliberation["synthesis"]>): Voice {
  const { text, model, usage, cost_usd, seconds, is_partial, routing } = synthesis;
  return { ...chair, status: "given", text, model, usage, cost_usd, seconds, is_partial, routing };
}

function withRow(voice: Voice, opinion: OpinionShown | undefined): Voice {
  if (!opinion) return voice;
  const { status, text, model, cost_usd, is_late, is_partial, code, message } = opinion;
  const { usage, seconds, routing } = opinion;
  const measured = status === "given" ? { usage, seconds, routing } : {};
  return { ...voice, status, text, model, cost_usd, is_late, is_partial, code, message, ...measured };
}

function exchangedTo(voice: Voice, again: Exchanged | undefined): Voice {
  if (again?.status !== "given") return voice;
  const { text, model, usage, cost_usd, seconds, routing, is_partial } = again;
  return { ...voice, first: givenBy(voice), text, model, usage, cost_usd, seconds, routing, is_partial };
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
    agreement: null,
    sources: [],
    claims: [],
    dissent: [],
    blind_spots: [],
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
    chair: view.chair && (view.chair.attempts.length > 0 ? silence(view.chair) : view.chair),
  };
}
