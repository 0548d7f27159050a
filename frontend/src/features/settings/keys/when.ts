/** When a key was made, used, ends: the hour today, the day and its year otherwise. */
import { dayOf, timeOf } from "../../../ui/time";

export function whenOf(at: string): string {
  const moment = new Date(at);
  return moment.toDateString() === new Date().toDateString() ? timeOf(at) : dayOf(at);
}
