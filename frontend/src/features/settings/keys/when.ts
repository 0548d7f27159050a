/** When a key was made, used, ends: the hour today, the day and its year otherwise. */
import { locale } from "../../../ui/t";
import { timeOf } from "../../../ui/time";

const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });

export function whenOf(at: string): string {
  const moment = new Date(at);
  return moment.toDateString() === new Date().toDateString() ? timeOf(at) : days.format(moment);
}
