/** The words of what is taken along and of what is shared. */
import { wordsOf } from "../../../ui/t";
import words from "./words/en.json";

export const { t: say } = wordsOf(words);
