/** Whether the members are played: known from the page on, and kept as the providers have it. */
import { useProviders } from "./queries";

export function useIsRehearsal(): boolean {
  const { data } = useProviders();
  return data?.rehearsal ?? document.documentElement.dataset["rehearsal"] === "yes";
}
