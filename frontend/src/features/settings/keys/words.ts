/** The words of the API keys. */
import { wordsOf } from "../../../ui/t";
import words from "./words/en.json";

export const { t: say, T: Say } = wordsOf(words);
