/** The words of these screens. */
import { wordsOf } from "../../ui/t";
import words from "./words/en.json";

export const { t: say } = wordsOf(words);
