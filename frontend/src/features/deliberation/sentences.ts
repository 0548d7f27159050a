/** What an answer says, sentence by sentence, as it reads on the page: without its marks and code. */
const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
const fewestWords = 3; // a title, or "Yes." says nothing to contest

export function sentencesIn(answer: Element | null): string[] {
  const blocks = [...(answer?.querySelectorAll("p, li, td") ?? [])].filter((block) => !block.querySelector("p, li"));
  return [...new Set(blocks.flatMap((block) => [...segmenter.segment(read(block))].map(({ segment }) => segment.trim())))]
    .filter((sentence) => sentence.split(" ").length >= fewestWords);
}

function read(block: Element): string {
  const copy = block.cloneNode(true) as Element;
  copy.querySelectorAll(".cites").forEach((cites) => cites.remove());
  return (copy.textContent ?? "").replace(/\s+/g, " ");
}
