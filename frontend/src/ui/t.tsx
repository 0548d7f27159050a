/** The interface's words: flat JSON, plurals as `key_one` / `key_other`; unknown keys do not compile. */
import type { ReactNode } from "react";
import { whenIdle } from "./formats";
import words from "./words/en.json";

type Plural = `${string}_one` | `${string}_other`;
type Counted<W> = W extends `${infer Base}_other` ? Base : never;
type KeyOf<Table> = Exclude<keyof Table & string, Plural> | Counted<keyof Table & string>;
type Values = Record<string, string | number>;
export type Key = KeyOf<typeof words>;

export const locale = "en";
const plurals = whenIdle(() => new Intl.PluralRules(locale));
const numbers = whenIdle(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const lists = whenIdle(() => new Intl.ListFormat(locale, { type: "conjunction" }));

/** The words of the first and the live screen; a screen fetched later brings a table of its own. */
export const { t, T, wordFor } = wordsOf(words);

/**
 * `t` tells the sentence of a key; `T` does with what stands between asterisks in bold; `wordFor`
 * gives the word for a code that the server may have coined after this page was built.
 */
export function wordsOf<Table extends Record<string, string>>(given: Table) {
  const table: Record<string, string> = given;

  function sentence(key: string, values: Values): string {
    const count = values["count"];
    const plural = typeof count === "number" ? table[`${key}_${plurals().select(count)}`] : undefined;
    return plural ?? table[key] ?? table[`${key}_other`] ?? key;
  }

  return {
    t: (key: KeyOf<Table>, values: Values = {}): string => fill(sentence(key, values), values),
    T: ({ k, ...values }: { k: KeyOf<Table> } & Values): ReactNode => {
      const parts = sentence(k as string, values).split("*");
      return parts.map((part, i) => (i % 2 ? <b key={i}>{fill(part, values)}</b> : fill(part, values)));
    },
    wordFor: (prefix: string, code: string, otherwise: string): string => table[`${prefix}.${code}`] ?? otherwise,
  };
}

export function formatNumber(value: number): string {
  return numbers().format(value);
}

export function formatList(names: string[]): string {
  return lists().format(names);
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers().format(value) : value;
  });
}
