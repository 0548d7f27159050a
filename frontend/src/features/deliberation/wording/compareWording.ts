/** Two texts word by word: what both say, and what only one does; in steps, none of which takes long. */
import { diffArrays } from "diff/lib/diff/array.js";

/** A stretch of a text, as it is written; `isOnlyHere`: the other text has none of it at this place. */
export interface Stretch {
  text: string;
  isOnlyHere: boolean;
}

/** What stands beside each other. `isPortion`: cut out of a passage that was too long to be compared as one. */
export interface Pair {
  left: Stretch[];
  right: Stretch[];
  shared: number; // words
  onlyLeft: number;
  onlyRight: number;
  isPortion: boolean;
}

interface Token {
  text: string; // with the white space that follows
  key: string;
  isWord: boolean;
}

interface Change {
  count: number;
  added: boolean;
  removed: boolean;
}

const wholeWords = 800; // a passage of so many is compared in one go
const portionWords = 300; // a longer one in portions of so many
const fewest = 0.25; // of the words of both: below that, marks tell nothing
const mostEdits = 2_000; // beyond that two orders are simply different

const tokenPattern = /(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|[^\s])\s*|\s+/gu;
const wordPattern = /[\p{L}\p{N}]/u;

/** One pair at a time, so that whoever asks can draw in between. */
export function* compareWording(left: string, right: string): Generator<Pair> {
  const [before, after] = [paragraphsOf(left), paragraphsOf(right)];
  let [i, j] = [0, 0];
  let gone: string[] = [];
  for (const { count, added, removed } of changesOf(before.map(trimmed), after.map(trimmed))) {
    const [ours, theirs] = [added ? [] : before.slice(i, i + count), removed ? [] : after.slice(j, j + count)];
    [i, j] = [i + ours.length, j + theirs.length];
    if (removed) gone = ours;
    else {
      yield* passages(gone, added ? theirs : []);
      gone = [];
      if (!added) for (const [k, paragraph] of ours.entries()) yield same(paragraph, theirs[k] ?? "");
    }
  }
  yield* passages(gone, []);
}

export interface Tally {
  shared: number;
  onlyLeft: number;
  onlyRight: number;
  /** Of all the words of both, how many stand in both: 0 to 1. */
  share: number;
  isTooLittle: boolean;
}

export function tallyOf(pairs: Pair[]): Tally {
  const sum = (what: "shared" | "onlyLeft" | "onlyRight") => pairs.reduce((total, pair) => total + pair[what], 0);
  const [shared, onlyLeft, onlyRight] = [sum("shared"), sum("onlyLeft"), sum("onlyRight")];
  const all = 2 * shared + onlyLeft + onlyRight;
  const share = all === 0 ? 1 : (2 * shared) / all;
  return { shared, onlyLeft, onlyRight, share, isTooLittle: share < fewest };
}

export function wordsIn(text: string): number {
  return countWords(tokensOf(text));
}

/** Paragraphs that the other text has not as they are. */
function* passages(left: string[], right: string[]): Generator<Pair> {
  const [ours, theirs] = [tokensOf(left.join("")), tokensOf(right.join(""))];
  if (ours.length + theirs.length === 0) return;
  const longest = Math.max(countWords(ours), countWords(theirs));
  const isOneSided = ours.length === 0 || theirs.length === 0;
  const portions = longest <= wholeWords || isOneSided ? 1 : Math.ceil(longest / portionWords);
  const [leftCuts, rightCuts] = [cuts(ours, portions), cuts(theirs, portions)];
  for (let n = 0; n < portions; n += 1) {
    const pair = byWord(ours.slice(leftCuts[n], leftCuts[n + 1]), theirs.slice(rightCuts[n], rightCuts[n + 1]));
    yield { ...pair, isPortion: portions > 1 };
  }
}

function byWord(ours: Token[], theirs: Token[]): Pair {
  const [isShared, isSharedThere] = sharedOf(ours.map(keyOf), theirs.map(keyOf));
  const shared = countWords(ours.filter((_, i) => isShared[i]));
  return {
    left: stretchesOf(ours, isShared),
    right: stretchesOf(theirs, isSharedThere),
    shared,
    onlyLeft: countWords(ours) - shared,
    onlyRight: countWords(theirs) - shared,
    isPortion: false,
  };
}

function same(left: string, right: string): Pair {
  const [here, there] = [{ text: left, isOnlyHere: false }, { text: right, isOnlyHere: false }];
  return { left: [here], right: [there], shared: wordsIn(left), onlyLeft: 0, onlyRight: 0, isPortion: false };
}

/** Which of these both have, in one order. What stands only in one list is left out before the order is looked at. */
function sharedOf(ours: string[], theirs: string[]): [boolean[], boolean[]] {
  const [known, knownThere] = [new Set(ours), new Set(theirs)];
  const mine = [...ours.keys()].filter((i) => knownThere.has(ours[i] ?? ""));
  const others = [...theirs.keys()].filter((j) => known.has(theirs[j] ?? ""));
  const isShared: [boolean[], boolean[]] = [ours.map(() => false), theirs.map(() => false)];
  let [i, j] = [0, 0];
  const changes = diffArrays(mine.map((at) => ours[at]), others.map((at) => theirs[at]), { maxEditLength: mostEdits });
  for (const { count, added, removed } of changes ?? []) {
    if (!added && !removed) {
      for (let k = 0; k < count; k += 1) {
        isShared[0][mine[i + k] ?? 0] = true;
        isShared[1][others[j + k] ?? 0] = true;
      }
    }
    if (!added) i += count;
    if (!removed) j += count;
  }
  return isShared;
}

/** From one list to the other: taken out, put in, kept; what is put in follows what is taken out. */
function changesOf(before: string[], after: string[]): Change[] {
  const [isShared, isSharedThere] = sharedOf(before, after);
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [gone, come] = [runOf(isShared, i, false), runOf(isSharedThere, j, false)];
    if (gone > 0) changes.push({ count: gone, added: false, removed: true });
    if (come > 0) changes.push({ count: come, added: true, removed: false });
    const kept = Math.min(runOf(isShared, i + gone, true), runOf(isSharedThere, j + come, true));
    if (kept > 0) changes.push({ count: kept, added: false, removed: false });
    [i, j] = [i + gone + kept, j + come + kept];
  }
  return changes;
}

function runOf(flags: boolean[], from: number, flag: boolean): number {
  let end = from;
  while (flags[end] === flag) end += 1;
  return end - from;
}

/** White space after what is marked is not marked. */
function stretchesOf(tokens: Token[], isShared: boolean[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (let i = 0; i < tokens.length; ) {
    const length = runOf(isShared, i, isShared[i] ?? false);
    const text = tokens.slice(i, i + length).map((token) => token.text).join("");
    const marked = isShared[i] ? "" : text.trimEnd();
    if (marked !== "") stretches.push({ text: marked, isOnlyHere: true });
    if (marked !== text) stretches.push({ text: text.slice(marked.length), isOnlyHere: false });
    i += length;
  }
  return stretches;
}

/** Each with the blank lines that follow it, so that together they are the text again. */
function paragraphsOf(text: string): string[] {
  return text.match(/[^]+?(?:\n[^\S\n]*\n\s*|$)/g) ?? [];
}

function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(tokenPattern), ([found]) => ({ text: found, key: found.trim(), isWord: wordPattern.test(found) }));
}

function cuts(tokens: Token[], portions: number): number[] {
  return Array.from({ length: portions + 1 }, (_, n) => Math.round((n * tokens.length) / portions));
}

function countWords(tokens: Token[]): number {
  return tokens.reduce((sum, token) => sum + (token.isWord ? 1 : 0), 0);
}

function keyOf(token: Token): string {
  return token.key;
}

function trimmed(paragraph: string): string {
  return paragraph.trim();
}
