/** What writes numbers, moments and lists in the reader's language. The first of them that is made takes a
 * slow phone a tenth of a second: each is made when the page is idle, or when it is needed before. */
import { soon } from "./soon";

export function whenIdle<Format>(make: () => Format): () => Format {
  let made: Format | undefined;
  const get = () => (made ??= make());
  soon(get);
  return get;
}
