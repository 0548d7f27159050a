/** The words of this screen. */
import { wordsOf } from "../../ui/t";
import words from "./words/en.json";

export const { t: say, T: Say, wordFor } = wordsOf(words);
