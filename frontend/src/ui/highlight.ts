/** Colours code, by class names only. Loaded when the first settled code block is drawn. */
import bash from "highlight.js/lib/languages/bash";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import type { Element, RootContent } from "hast";
import { createLowlight } from "lowlight";

export type Token = string | { names: string; tokens: Token[] };

const lowlight = createLowlight({
  bash, cpp, css, diff, go, java, javascript, json, python, rust, sql, typescript, xml, yaml,
});

/** Nothing for a language we do not know. */
export function highlight(code: string, language: string): Token[] | null {
  const name = language.toLowerCase();
  return lowlight.registered(name) ? tokensOf(lowlight.highlight(name, code).children) : null;
}

function tokensOf(nodes: (RootContent | Element)[]): Token[] {
  return nodes.flatMap((node): Token[] => {
    if (node.type === "text") return [node.value];
    if (node.type !== "element") return [];
    const names = node.properties["className"];
    return [{ names: Array.isArray(names) ? names.join(" ") : "", tokens: tokensOf(node.children) }];
  });
}
