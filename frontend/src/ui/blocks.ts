/** Splits growing Markdown into blocks: all but the last are settled and never change again. */

const fenceStart = /^(?:\s*(?:>|[-+*]|\d{1,9}[.)]))*\s*(`{3,}|~{3,})/;
const listStart = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:\s|$)/;
const perhapsList = /^ {0,3}(?:[-+*]|\d{1,9}[.)]?)$/; // what a list marker looks like half-written

/** The blocks joined are the text. A block keeps the blank lines that follow it. */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  let block = "";
  let fence = "";
  let isMath = false;
  let isList = false;
  let isAfterBlank = false;
  for (const line of linesOf(text)) {
    const isBlank = line.trim() === "";
    const isOpen = fence !== "" || isMath;
    if (isAfterBlank && !isBlank && !isOpen && block.trim() !== "" && !(isList && continuesList(line))) {
      blocks.push(block);
      block = "";
      isList = false;
    }
    if (block.trim() === "" && listStart.test(line)) isList = true;
    if (fence !== "") fence = closesFence(line, fence) ? "" : fence;
    else if (isMath) isMath = !line.includes("$$");
    else {
      fence = fenceStart.exec(line)?.[1] ?? "";
      isMath = fence === "" && opensMath(line);
    }
    block += line;
    isAfterBlank = isBlank;
  }
  if (block !== "") blocks.push(block);
  return blocks;
}

/** Lines with their line ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function continuesList(line: string): boolean {
  return /^(?: {2,}|\t)/.test(line) || listStart.test(line) || perhapsList.test(line);
}

function closesFence(line: string, fence: string): boolean {
  const bare = line.replace(/^[\s>]*/, "").trimEnd();
  return bare.length >= fence.length && bare === fence.charAt(0).repeat(bare.length) && line.endsWith("\n");
}

function opensMath(line: string): boolean {
  return line.trimStart().startsWith("$$") && line.split("$$").length === 2;
}
