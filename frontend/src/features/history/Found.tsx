/** A text in which the words that were looked for are marked. */
import { Fragment } from "react";
import { partsOf } from "./marks";

export function Found({ text, search }: { text: string; search: string }) {
  return partsOf(text, search).map(({ words, isHit }, i) => (isHit ? <mark key={i}>{words}</mark> : <Fragment key={i}>{words}</Fragment>));
}
