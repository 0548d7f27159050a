/** The query being written, and on what terms: survives a reload, and is where "edit and ask again" begins. */
import { defaultCouncilKey, draftCouncilKey, readStored, store } from "../../ui/stored";

/** What is left empty is as the council has it. */
export interface Terms {
  strategy: string;
  max_cost_usd: string;
  allow_paid: Wish;
  reuse_answers: Wish;
}

export const wishes = ["", "yes", "no"] as const;
export type Wish = (typeof wishes)[number];

export const asUsual: Terms = { strategy: "", max_cost_usd: "", allow_paid: "", reuse_answers: "" };

const afterwards = ["conclude", "contest", "one_voice"];

/** What an answer was revised by is no way to ask: the council's own is taken again. */
export const asStrategy = (strategy: string): string => (afterwards.includes(strategy) ? "" : strategy);

const queryKey = "draft:new";
const termsKey = "draft:terms";
const editsKey = "draft:edits";
const followUpKey = (id: string) => `draft:after:${id}`;

export const readDraft = (): string => readStored(queryKey);
export const readDraftCouncil = (): string => readStored(draftCouncilKey) || readStored(defaultCouncilKey);
/** The turn that is edited, and who was asked alone there: the member and its role. */
export const readDraftEdits = (): string[] => readStored(editsKey).split("\n");
export const readFollowUp = (id: string): string => readStored(followUpKey(id));
export const keepDraft = (query: string): boolean => store(queryKey, query);
export const keepDraftCouncil = (slug: string): boolean => store(draftCouncilKey, slug);
export const keepDraftEdits = (...edits: string[]): boolean => store(editsKey, edits.join("\n"));
export const keepFollowUp = (id: string, query: string): boolean => store(followUpKey(id), query);

export function readDraftTerms(): Terms {
  const kept = new URLSearchParams(readStored(termsKey));
  const wish = (name: string) => wishes.find((each) => each === kept.get(name)) ?? "";
  return {
    strategy: kept.get("strategy") ?? "",
    max_cost_usd: kept.get("max_cost_usd") ?? "",
    allow_paid: wish("allow_paid"),
    reuse_answers: wish("reuse_answers"),
  };
}

export function keepDraftTerms(terms: Terms): boolean {
  const isAsUsual = Object.values(terms).every((value) => value === "");
  return store(termsKey, isAsUsual ? "" : new URLSearchParams({ ...terms }).toString());
}

/** Once it has been asked. */
export function dropDraft(): void {
  for (const key of [queryKey, draftCouncilKey, editsKey, termsKey]) store(key, "");
}
