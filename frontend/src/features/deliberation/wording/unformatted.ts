/** A text as it is compared: its words without Markdown's signs of emphasis, of headings and of code within a line. */

const code = /(```[^]*?(?:```|$)|`[^`\n]*`)/; // there a star is a star
const strong = /(\*\*|__)(?=\S)((?:(?!\1)[^\n])*?\S)\1/g;
const starred = /(?<![*\\])\*(?=[^\s*])([^*\n]*?[^\s*\\])\*(?!\*)/g;
const underscored = /(?<![\p{L}\p{N}_\\])_(?=[^\s_])([^_\n]*?[^\s_\\])_(?![\p{L}\p{N}_])/gu;
const struck = /~~(?=\S)([^~\n]*?\S)~~/g;
const heading = /^ {0,3}#{1,6}[^\S\n]+(?=\S)/gm;

export function unformatted(text: string): string {
  return text.split(code).map((part, i) => (i % 2 === 1 ? asCode(part) : withoutSigns(part))).join("");
}

function asCode(part: string): string {
  return part.startsWith("```") ? part : part.slice(1, -1);
}

function withoutSigns(text: string): string {
  return text.replace(heading, "").replace(strong, "$2").replace(starred, "$1").replace(underscored, "$1").replace(struck, "$1");
}
