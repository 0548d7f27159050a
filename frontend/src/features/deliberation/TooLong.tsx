/** By how much a text is over its limit; nothing while it is not. */
import { t } from "../../ui/t";

/** The characters too many; 0 where the limit is not known: then the server tells. */
export function over(text: string, limit: number | undefined): number {
  return limit === undefined ? 0 : Math.max(0, text.length - limit);
}

export function TooLong({ id, count }: { id: string; count: number }) {
  return count > 0 && <span id={id} className="over num">{t("ask.over", { count })}</span>;
}
