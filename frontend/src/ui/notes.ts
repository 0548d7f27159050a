/** Small marks of ours within a model's Markdown: put into the text as signs that it cannot hold itself. */
import type { Element, ElementContent, Nodes, Root, Text } from "hast";
import type { ReactNode } from "react";
import { createContext } from "react";

/** `at`: behind so many Unicode characters of the text. */
export interface Note {
  at: number;
  node: ReactNode;
}

export const Notes = createContext<readonly Note[]>([]);

const opens = "\uE000";
const closes = "\uE001";
const sign = /\uE000(\d+)\uE001/;
const signs = /[\uE000\uE001]/g;

export function withNotes(text: string, notes: readonly Note[]): string {
  if (notes.length === 0) return text;
  const parts: string[] = [];
  let read = 0; // Unicode characters
  let begins = 0; // UTF-16 units
  let ends = 0;
  for (const [i, note] of notes.entries()) {
    while (read < note.at && ends < text.length) {
      ends += (text.codePointAt(ends) ?? 0) > 0xffff ? 2 : 1;
      read += 1;
    }
    parts.push(text.slice(begins, ends).replace(signs, ""), `${opens}${i}${closes}`);
    begins = ends;
  }
  parts.push(text.slice(begins).replace(signs, ""));
  return parts.join("");
}

/** After the text was made safe: each sign becomes an element `data`, whose value is the note's number. */
export function placeNotes() {
  return (tree: Root) => placeIn(tree);
}

function placeIn(parent: Root | Element): void {
  parent.children = (parent.children as Nodes[]).flatMap((child) => {
    if (child.type === "text") return split(child);
    if (child.type === "element") placeIn(child);
    return [child as ElementContent];
  });
}

function split(text: Text): ElementContent[] {
  return text.value.split(sign).flatMap((part, i): ElementContent[] => {
    if (i % 2 === 1) return [{ type: "element", tagName: "data", properties: { value: part }, children: [] }];
    return part === "" ? [] : [{ type: "text", value: part }];
  });
}
