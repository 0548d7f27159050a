/** The words of what is fetched after the live screen: dialogs and the panes behind its tabs. */
import { wordsOf } from "../../ui/t";
import words from "./words/chair.json";

export const { t: say, T: Say } = wordsOf(words);
