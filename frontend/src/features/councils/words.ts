/** The words of these screens. */
import { wordsOf } from "../../ui/t";
import words from "./words/en.json";

export const { t: say } = wordsOf(words);
export type Word = Parameters<typeof say>[0];
