/** Cases as they are edited, read from a file and written to one. */
import type { Case, Matcher } from "../../api/comparisons";
import { say } from "./words";

export const kinds = ["contains", "any_of", "word", "regex", "min_length", "json_schema"] as const;
export type Kind = (typeof kinds)[number];

export const mostCases = 20;
export const mostAnswers = 60;
export const mostMatchers = 10;

/** `key` tells it from others while it is edited; the value is as it was typed. */
export interface MatcherDraft {
  key: string;
  kind: Kind;
  value: string;
}

export interface CaseDraft {
  key: string;
  id: string;
  prompt: string;
  match: MatcherDraft[];
}

/** What was typed, or what was wrong with it, in words. */
export class Unreadable extends Error {}

export function blankCase(): CaseDraft {
  return { key: newKey(), id: "", prompt: "", match: [blankMatcher()] };
}

export function blankMatcher(): MatcherDraft {
  return { key: newKey(), kind: "contains", value: "" };
}

/** What is sent. Throws Unreadable, which says what to mend. */
export function casesOf(drafts: CaseDraft[]): Case[] {
  const ids = new Set<string>();
  return drafts.map((draft, i) => {
    const id = draft.id.trim();
    if (id === "") throw new Unreadable(say("fault.id", { n: i + 1 }));
    if (ids.has(id)) throw new Unreadable(say("fault.double", { id }));
    if (draft.prompt.trim() === "") throw new Unreadable(say("fault.prompt", { id }));
    ids.add(id);
    return { id, prompt: draft.prompt, match: draft.match.map((matcher) => matcherOf(matcher, id)) };
  });
}

/** A JSON list, one case, or a case a line. Throws Unreadable. */
export function draftsFrom(text: string): CaseDraft[] {
  const found = jsonIn(text);
  if (found.length === 0) throw new Unreadable(say("cases.no_list"));
  if (found.length > mostCases) throw new Unreadable(say("cases.many", { count: found.length, most: mostCases }));
  return found.map((each, i) => {
    const draft = draftOf(each);
    if (!draft) throw new Unreadable(say("cases.bad_case", { n: i + 1 }));
    return draft;
  });
}

function jsonIn(text: string): unknown[] {
  try {
    const whole: unknown = JSON.parse(text);
    return Array.isArray(whole) ? whole : [whole];
  } catch {
    return text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [lineOf(line, i + 1)]));
  }
}

function lineOf(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(say("cases.not_json", { line }));
  }
}

function draftOf(value: unknown): CaseDraft | null {
  const { id, prompt, match } = (value ?? {}) as Partial<Record<keyof Case, unknown>>;
  if (typeof id !== "string" || typeof prompt !== "string" || !Array.isArray(match) || match.length === 0) return null;
  const matchers = match.map(matcherFrom);
  return matchers.some((each) => each === null) ? null : { key: newKey(), id, prompt, match: matchers.filter((each) => each !== null) };
}

function matcherFrom(value: unknown): MatcherDraft | null {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [name, given] = entries[0] ?? [];
  const kind = kinds.find((each) => each === name);
  const typed = kind && entries.length === 1 ? typedOf(kind, given) : null;
  return kind && typed !== null ? { key: newKey(), kind, value: typed } : null;
}

function typedOf(kind: Kind, given: unknown): string | null {
  switch (kind) {
    case "any_of":
      return Array.isArray(given) && given.every((each) => typeof each === "string") ? given.join("\n") : null;
    case "min_length":
      return typeof given === "number" ? String(given) : null;
    case "json_schema":
      return typeof given === "object" && given !== null ? JSON.stringify(given, null, 2) : null;
    default:
      return typeof given === "string" ? given : null;
  }
}

function matcherOf({ kind, value }: MatcherDraft, id: string): Matcher {
  if (value.trim() === "") throw new Unreadable(say("fault.value", { id }));
  switch (kind) {
    case "any_of":
      return { any_of: value.split("\n").filter((line) => line.trim() !== "") };
    case "min_length":
      if (!/^[1-9]\d*$/.test(value.trim())) throw new Unreadable(say("fault.number", { id }));
      return { min_length: Number(value) };
    case "json_schema":
      return { json_schema: schemaOf(value, id) };
    default:
      return { [kind]: value };
  }
}

function schemaOf(value: string, id: string): Record<string, unknown> {
  try {
    const schema: unknown = JSON.parse(value);
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return { ...schema };
  } catch {
    // told below, as what is JSON and no object
  }
  throw new Unreadable(say("fault.schema", { id }));
}

let made = 0;

function newKey(): string {
  made += 1;
  return `case-${made}`;
}
