/** The interface's words: flat JSON, plurals as `key_one` / `key_other`; unknown keys do not compile. */
import type { ReactNode } from "react";
import words from "./words/en.json";

type Word = keyof typeof words;
type Plural = `${string}_one` | `${string}_other`;
type Counted<W> = W extends `${infer Base}_other` ? Base : never;
export type Key = Exclude<Word, Plural> | Counted<Word>;
export type Values = Record<string, string | number>;

export const locale = "en";
const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const table: Record<string, string> = words;

export function t(key: Key, values: Values = {}): string {
  return fill(sentence(key, values), values);
}

/** As `t`, with what stands between asterisks in bold. */
export function T({ k, ...values }: { k: Key } & Values): ReactNode {
  const parts = sentence(k as Key, values).split("*");
  return parts.map((part, i) => (i % 2 ? <b key={i}>{fill(part, values)}</b> : fill(part, values)));
}

/** The word for a code the server may have coined after this page was built. */
export function wordFor(prefix: string, code: string, otherwise: string): string {
  return table[`${prefix}.${code}`] ?? otherwise;
}

export function formatNumber(value: number): string {
  return numbers.format(value);
}

function sentence(key: Key, values: Values): string {
  const count = values["count"];
  const plural = typeof count === "number" ? table[`${key}_${plurals.select(count)}`] : undefined;
  return plural ?? table[key] ?? table[`${key}_other`] ?? key;
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}
