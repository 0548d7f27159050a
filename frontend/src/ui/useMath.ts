/** Finds formulas, writes them in the one way our parser reads, and fetches what draws them. */
import { useEffect, useState } from "react";
import type * as MathParts from "./math";

export type MathModule = typeof MathParts;

let loaded: MathModule | null = null;

/** Null until a formula is wanted and its code is here. */
export function useMath(isWanted: boolean): MathModule | null {
  const [math, setMath] = useState(loaded);
  useEffect(() => {
    if (!isWanted || loaded) return;
    void import("./math").then((module) => {
      loaded = module;
      setMath(module);
    }, () => undefined); // without it the TeX can still be read
  }, [isWanted]);
  return isWanted ? (math ?? loaded) : null;
}

/** Code is left as it is. */
export function withDollars(markdown: string): string {
  return markdown
    .split(code)
    .map((part, i) => (i % 2 ? part : inDollars(part)))
    .join("");
}

function inDollars(text: string): string {
  return text
    .replace(/\\\[([\s\S]+?)\\\]/g, (_, tex: string) => `\n$$\n${tex.trim()}\n$$\n`)
    .replace(/\\\((.+?)\\\)/g, (_, tex: string) => `$$${tex}$$`)
    .replace(singleDollars, (_, tex: string) => `$$${tex}$$`);
}

export function hasMath(markdown: string): boolean {
  return markdown.includes("$$") || /```math\b/.test(markdown);
}

/** `$x^2$` is a formula, "from $5 to $10" is money: a formula has a sign of its trade, or is one letter. */
const singleDollars = /(?<![\\$\w])\$(?=\S)([a-zA-Z]|[^$\n]*?[\\^_=+{}][^$\n]*?)(?<=\S)\$(?![\d\w$])/g;

const code = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/;
