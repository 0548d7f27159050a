/** Cuts a long finished text into pieces that are drawn one by one, so that none holds the page up. */
import { splitBlocks } from "./blocks";

export const aimed = 2_000; // letters of a piece
export const whole = 12_000; // up to here a text is one piece, and notes and references find one another
const definition = /^ {0,3}\[[^\]^][^\]]*\]:[^\n]*$/gm;

/** The pieces read one after the other are the text; each knows the text's link definitions. */
export function slicesOf(text: string): string[] {
  if (text.length <= whole) return [text];
  const known = (text.match(definition) ?? []).join("\n");
  const slices: string[] = [];
  let slice = "";
  for (const block of splitBlocks(text).flatMap(cutHuge)) {
    if (slice !== "" && slice.length + block.length > aimed) {
      slices.push(slice);
      slice = "";
    }
    slice += block;
  }
  if (slice !== "") slices.push(slice);
  return known === "" ? slices : slices.map((each) => `${each.trimEnd()}\n\n${known}\n`);
}

/** A block that is too long for one piece; code stays whole, for it is cheap to draw. */
function cutHuge(block: string): string[] {
  if (block.length <= whole || /^\s*(?:`{3,}|~{3,}|\$\$)/.test(block)) return [block];
  const head = /^\s*\|.*\n\s*\|[-:| ]+\n/.exec(block)?.[0] ?? ""; // each part of a table has its head
  const parts: string[] = [];
  for (let at = 0; at < block.length;) {
    const end = cutAt(block, at);
    parts.push(`${at > 0 ? head : ""}${block.slice(at, end)}${end < block.length ? "\n\n" : ""}`);
    at = end;
  }
  return parts;
}

/** Behind a line if there is one, else behind a word. */
function cutAt(block: string, at: number): number {
  const limit = at + aimed;
  if (limit >= block.length) return block.length;
  const near = (sign: string) => block.lastIndexOf(sign, limit) + 1;
  return [near("\n"), near(" ")].find((end) => end > at) ?? limit;
}
