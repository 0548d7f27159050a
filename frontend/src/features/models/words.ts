/** The words of these screens. */
import { wordsOf } from "../../ui/t";
import words from "./words/en.json";

export const { t: say, T: Say, wordFor } = wordsOf(words);

const numbers = say("numbers").split(" ");

/** Small numbers in words, as a sentence has them. */
export function inWords(number: number): string {
  return numbers[number] ?? String(number);
}

export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
