/** Whether a title says the query already: it may be the beginning of it, without the marks of Markdown. */
export function isCalledBy(title: string, query: string): boolean {
  const plain = bare(query);
  return title.endsWith("…") ? plain.startsWith(bare(title.slice(0, -1))) : plain === bare(title);
}

function bare(text: string): string {
  return text.replace(/[*_`#>|-]+/g, "").replace(/\s+/g, " ").trim();
}
