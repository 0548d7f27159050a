/** A finished deliberation with more of everything than a screen has room for. */
import type { Page } from "@playwright/test";
import { essay } from "./essay";
import { openRecorded, recordingOf } from "./recorded";

type Row = Record<string, unknown> & { opinions: Said[]; synthesis: Said; dissent: Departing[] };
type Departing = Record<string, unknown> & { claim: string };
type Said = Record<string, unknown> & { text: string };

const paragraph = "We run a table of three gigabytes behind an API at forty requests a second, with replicas in two regions and a report at night that holds its transaction open for twenty minutes; how do we ship breaking changes of its schema without downtime, and what would you check first of all?";
export const longQuery = Array.from({ length: 5 }, (_, i) => `${i + 1}. ${paragraph}`).join("\n\n");
const price = "Two truths for weeks and a trigger on a hot path are a high price for thirty announced seconds at four in the morning.";

const agreement = {
  of: 4,
  confidence: 0.71,
  groups: [
    { answer: "Three releases: expand, move, contract", members: ["reasoner", "creative", "fact-checker"], families: 3 },
    { answer: "Announce thirty seconds of downtime at four in the morning", members: ["sceptic"], families: 1 },
  ],
  without_answer: [],
  vote: { left_out: [], is_tied: false, are_strengths_known: false, winner: "reasoner", weights: {} },
};

const crowd = (row: Row): Row => ({
  ...row,
  query: longQuery,
  outcome: "degraded",
  agreements: [agreement],
  dissent: [{ ...row.dissent[0], claim: price, members: ["sceptic"] }, { claim: "The road block is the danger.", members: ["creative"], against: "" }],
  opinions: row.opinions.map((opinion, i) => ({ ...opinion, is_late: i === 3, text: i === 0 ? essay(40_000) : opinion.text })),
  synthesis: { ...row.synthesis, text: `${row.synthesis.text}\n\n${essay(3_000)}` },
});

const silence = (row: Row): Row => ({
  ...row,
  status: "failed",
  outcome: "none",
  code: "quorum_not_reached",
  message: "No member gave an opinion.",
  receipt: null,
  standings: null,
  reviews: [],
  claims: [],
  dissent: [],
  opinions: row.opinions.map((opinion) => ({ ...opinion, status: "failed", text: "", code: "no_model_left", message: "Every model refused.", usage: null })),
  synthesis: null as unknown as Said,
});

export const openCrowded = (page: Page) => open(page, crowd);
export const openUnheard = (page: Page) => open(page, silence);

async function open(page: Page, change: (row: Row) => Row): Promise<void> {
  const { names, answers } = recordingOf("council");
  const key = `GET /api/deliberations/${names["asked"]}/`;
  const instead = { [key]: change(answers[key] as Row) };
  await openRecorded(page, { name: "changed", path: "/d/{asked}", until: () => true, instead }); // the log tells nothing of it
}
