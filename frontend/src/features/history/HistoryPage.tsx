/** The reader's conversations, newest first; the server searches and filters. */
import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { HistoryFilters } from "../../api/history";
import { noHistoryFilters, useConversations } from "../../api/history";
import { Blank, Fault } from "../../ui/Blank";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { Conversation } from "./Conversation";
import { FilterBar } from "./FilterBar";
import { useEnd } from "./useEnd";
import { useSettled } from "./useSettled";
import { say } from "./words";
import "./history.css";

export function HistoryPage() {
  const [filters, setFilters] = useState(noHistoryFilters);
  const settled = useSettled(filters, 250);
  const list = useConversations(settled);
  const top = useRef<HTMLHeadingElement>(null);
  const gone = useRef<string | null>(null);
  useTitle(`${t("history")} · ${t("app")}`);

  const entries = list.data?.pages.flatMap((page) => page.results) ?? [];
  useEffect(() => {
    if (gone.current === null || list.isFetching) return;
    const isListed = entries.some(({ id }) => id === gone.current);
    gone.current = null;
    if (!isListed) top.current?.focus(); // what was acted upon is gone with its conversation
  });

  if (list.isError) {
    return <div className="page"><Fault error={list.error} again={() => void list.refetch()} /></div>;
  }
  if (list.isSuccess && entries.length === 0 && !isFiltered(filters)) return <Empty top={top} />;
  return (
    <div className="page listing history">
      <header>
        <div>
          <h1 ref={top} tabIndex={-1}>{t("history")}</h1>
          <p className="lede">{say("lede")}</p>
        </div>
        <FilterBar filters={filters} change={setFilters} />
      </header>
      {list.isPending && <ListSkeleton />}
      {list.isSuccess && entries.length === 0 && (
        <Blank isPart title={say("none_found")} line={say("none_found_line")}>
          <button type="button" className="btn" onClick={() => setFilters(noHistoryFilters)}>{say("clear")}</button>
        </Blank>
      )}
      <ul className="entries" aria-busy={list.isFetching}>
        {entries.map((entry) => (
          <li key={entry.id}><Conversation entry={entry} search={settled.search} deleted={() => { gone.current = entry.id; }} /></li>
        ))}
      </ul>
      <More list={list} />
    </div>
  );
}

function isFiltered(filters: HistoryFilters): boolean {
  return Object.values(filters).some(Boolean);
}

/** What comes next is fetched before it is needed; the button is for who cannot scroll, or had no luck. */
function More({ list }: { list: ReturnType<typeof useConversations> }) {
  const { hasNextPage, isFetching, fetchNextPage } = list;
  const end = useEnd<HTMLParagraphElement>(hasNextPage && !isFetching, () => void fetchNextPage());
  if (!hasNextPage) return null;
  return (
    <p className="endless" ref={end}>
      <button type="button" className="btn" disabled={isFetching} onClick={() => void fetchNextPage()}>
        {isFetching ? t("loading") : say("more")}
      </button>
    </p>
  );
}

function Empty({ top }: { top: RefObject<HTMLDivElement | null> }) {
  return (
    <div className="page history" ref={top} tabIndex={-1}>
      <Blank title={say("empty")} line={say("empty_line")}>
        <Link className="btn pri" href="/">{say("ask_first")}</Link>
      </Blank>
    </div>
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
