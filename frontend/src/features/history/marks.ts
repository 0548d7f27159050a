/** Where the words of a search stand in a text, whatever their case. */
export interface Part {
  words: string;
  isHit: boolean;
}

export function partsOf(text: string, search: string): Part[] {
  const looked = search.split(/\s+/).filter(Boolean).toSorted((a, b) => b.length - a.length);
  if (looked.length === 0) return [{ words: text, isHit: false }];
  const any = new RegExp(`(${looked.map(literal).join("|")})`, "giu");
  return text.split(any).map((words, i) => ({ words, isHit: i % 2 === 1 })).filter((part) => part.words !== "");
}

function literal(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
