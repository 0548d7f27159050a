/** What is looked for: words, a council, and what a query came to, or that its answer is shared. */
import type { HistoryFilters } from "../../api/history";
import { useCouncils } from "../../api/queries";
import { say } from "./words";

const ends = ["full", "degraded", "single", "none", "running", "failed", "cancelled"] as const;
const shared = "shared"; // stands among them, for there is no room beside them on a phone

export function FilterBar({ filters, change }: { filters: HistoryFilters; change: (filters: HistoryFilters) => void }) {
  const { data: councils } = useCouncils();
  const choose = (value: string): void => {
    const { search, council } = filters;
    change({ search, council, outcome: ends.find((end) => end === value) ?? "", ...(value === shared && { shared: true }) });
  };
  return (
    <search className="acts filters">
      <input
        type="search"
        className="field searchfield"
        aria-label={say("search")}
        placeholder={say("search")}
        maxLength={200}
        value={filters.search}
        onChange={(event) => change({ ...filters, search: event.target.value })}
      />
      <select className="field" aria-label={say("council")} value={filters.council} onChange={(event) => change({ ...filters, council: event.target.value })}>
        <option value="">{say("any_council")}</option>
        {councils?.map((council) => <option key={council.slug} value={council.slug}>{council.name}</option>)}
      </select>
      <select className="field" aria-label={say("outcome")} value={filters.shared ? shared : filters.outcome} onChange={(event) => choose(event.target.value)}>
        <option value="">{say("any_outcome")}</option>
        {ends.map((end) => <option key={end} value={end}>{say(`came.${end}`)}</option>)}
        <option value={shared}>{say("shared")}</option>
      </select>
    </search>
  );
}
