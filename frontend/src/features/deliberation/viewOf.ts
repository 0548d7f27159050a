/** The view as the fetched row has it, until the log has told more. */
import type { Deliberation, Exchanged, OpinionShown } from "../../api/types";
import { reviewOf } from "./review";
import type { DeliberationView } from "./view";
import { givenBy, silent, type Voice } from "./voice";

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
    formerChairs: [],
    chaired_by: row.chaired_by,
    chair: synthesis ? withSynthesis(chair, synthesis) : chair,
    agreement: row.agreements.at(-1) ?? null,
    sources: synthesis?.sources ?? [],
    claims: row.claims,
    dissent: row.dissent,
    blind_spots: row.blind_spots,
    reviews: row.reviews.map(reviewOf),
    standings: row.standings,
    chosen: synthesis?.chosen ?? null,
    outcome,
    is_side_by_side: row.is_side_by_side,
    receipt,
    code: row.code,
    message: row.message,
  };
}

function withSynthesis(chair: Voice, synthesis: NonNullable<Deliberation["synthesis"]>): Voice {
  const { text, model, usage, cost_usd, seconds, is_partial, routing } = synthesis;
  return { ...chair, status: "given", text, model, usage, cost_usd, seconds, is_partial, routing };
}

function withRow(voice: Voice, opinion: OpinionShown | undefined): Voice {
  if (!opinion) return voice;
  const { part, status, text, model, cost_usd, is_late, is_partial, code, message } = opinion;
  const { usage, seconds, routing, tail } = opinion;
  const measured = status === "given" ? { usage, seconds, routing } : {};
  return { ...voice, part, status, text, model, cost_usd, is_late, is_partial, code, message, claims: tail?.claims ?? [], ...measured };
}

function exchangedTo(voice: Voice, again: Exchanged | undefined): Voice {
  if (again?.status !== "given") return voice;
  const { text, model, usage, cost_usd, seconds, routing, is_partial } = again;
  return { ...voice, first: givenBy(voice), text, model, usage, cost_usd, seconds, routing, is_partial };
}
