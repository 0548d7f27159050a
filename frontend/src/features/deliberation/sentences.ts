/** What an answer says, sentence by sentence: without Markdown's signs, its titles, tables and code. */
import { unformatted } from "./wording/unformatted";

const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
const code = /```[^]*?(?:```|$)/g;
const titleOrRow = /^ {0,3}(?:#{1,6} |\|).*$/gm;
const begins = /\n{2,}|\n(?=\s*(?:[-*+>]|\d+[.)])\s)/; // another paragraph, or an item
const sign = /^\s*(?:(?:[-*+>]|\d+[.)])\s+)+/;
const link = /\[([^\]\n]+)\]\([^)\n]*\)/g;
const fewestWords = 3; // "Yes." says nothing to contest

export function sentencesIn(answer: string): string[] {
  const blocks = unformatted(answer.replace(code, "\n\n").replace(titleOrRow, "")).replace(link, "$1").split(begins);
  const lines = blocks.map((block) => block.replace(sign, "").replace(/\s+/g, " "));
  const sentences = lines.flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()));
  return [...new Set(sentences)].filter((sentence) => sentence.split(" ").length >= fewestWords);
}
