/** Every deliberation of the reader's, newest first; the server searches and filters. */
import { useState } from "react";
import { Link } from "wouter";
import type { Filters } from "../../api/queries";
import { noFilters, useCouncils, useDeliberations } from "../../api/queries";
import { Blank, Fault } from "../../ui/Blank";
import { Entry } from "../../ui/Entry";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { useSettled } from "./useSettled";

const statuses = ["running", "done", "failed", "cancelled"] as const;

export function HistoryPage() {
  const [filters, setFilters] = useState(noFilters);
  const asked = useSettled(filters, 250);
  const list = useDeliberations(asked);
  useTitle(`${t("history")} · ${t("app")}`);

  if (list.isError) {
    return <div className="page"><Fault error={list.error} again={() => void list.refetch()} /></div>;
  }
  const entries = list.data?.pages.flatMap((page) => page.results) ?? [];
  const isFiltered = Object.values(filters).some(Boolean);
  if (list.isSuccess && entries.length === 0 && !isFiltered) {
    return (
      <div className="page">
        <Blank title={t("history.empty")} line={t("history.empty_line")}>
          <Link className="btn pri" href="/">{t("history.ask_first")}</Link>
        </Blank>
      </div>
    );
  }
  return (
    <div className="page listing">
      <header>
        <div>
          <h1>{t("history")}</h1>
          <p className="lede">{t("history.lede")}</p>
        </div>
        <FilterBar filters={filters} change={setFilters} />
      </header>
      {list.isPending && <ListSkeleton />}
      {list.isSuccess && entries.length === 0 && (
        <Blank title={t("history.none_found")} line={t("history.none_found_line")}>
          <button type="button" className="btn" onClick={() => setFilters(noFilters)}>{t("history.clear")}</button>
        </Blank>
      )}
      <ul className="entries" aria-busy={list.isFetching}>
        {entries.map((entry) => <li key={entry.id}><Entry entry={entry} /></li>)}
      </ul>
      {list.hasNextPage && (
        <p className="endless">
          <button type="button" className="btn" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? t("loading") : t("history.more")}
          </button>
        </p>
      )}
    </div>
  );
}

function FilterBar({ filters, change }: { filters: Filters; change: (filters: Filters) => void }) {
  const { data: councils } = useCouncils();
  return (
    <search className="acts filters">
      <input
        type="search"
        className="field searchfield"
        aria-label={t("history.search")}
        placeholder={t("history.search")}
        value={filters.search}
        onChange={(event) => change({ ...filters, search: event.target.value })}
      />
      <select className="field" aria-label={t("history.council")} value={filters.council} onChange={(event) => change({ ...filters, council: event.target.value })}>
        <option value="">{t("history.any_council")}</option>
        {councils?.map((council) => <option key={council.slug} value={council.slug}>{council.name}</option>)}
      </select>
      <select className="field" aria-label={t("history.status")} value={filters.status} onChange={(event) => change({ ...filters, status: statuses.find((status) => status === event.target.value) ?? "" })}>
        <option value="">{t("history.any_status")}</option>
        {statuses.map((status) => <option key={status} value={status}>{t(`status.${status}`)}</option>)}
      </select>
    </search>
  );
}

function ListSkeleton() {
  return (
    <ul className="entries" aria-busy="true" aria-label={t("loading")}>
      {[0, 1, 2, 3, 4].map((i) => (
        <li key={i} className="entry"><span className="bone title" /></li>
      ))}
    </ul>
  );
}
