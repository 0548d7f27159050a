/** Puts the features together: server state, the frame, the routes. */
import { lazy, Suspense } from "react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Link, Route, Switch } from "wouter";
import { isWorthRetrying } from "../api/queries";
import { AskPage } from "../features/deliberation/AskPage";
import { LiveSkeleton } from "../features/deliberation/LiveSkeleton";
import { HistoryPage } from "../features/history/HistoryPage";
import { JudgesPage } from "../features/judges/JudgesPage";
import { Announcer } from "../ui/Announcer";
import { Blank } from "../ui/Blank";
import { Boundary } from "../ui/Boundary";
import { t } from "../ui/t";
import { Frame } from "./Frame";

const loadLive = () => import("../features/deliberation/LivePage");
const LivePage = lazy(() => loadLive().then((loaded) => ({ default: loaded.LivePage })));

const client = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, retryDelay: 800, refetchOnWindowFocus: false } },
});

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Announcer>
        <Frame>
          <Boundary broken={() => <BrokenPage />}>
            <Switch>
              <Route path="/"><AskPage prepareLive={loadLive} /></Route>
              <Route path="/d/:id">{({ id }) => (
                <Suspense fallback={<LiveSkeleton />}>
                  <LivePage id={id} />
                </Suspense>
              )}</Route>
              <Route path="/history"><HistoryPage /></Route>
              <Route path="/judges"><JudgesPage /></Route>
              <Route><NotFound /></Route>
            </Switch>
          </Boundary>
        </Frame>
      </Announcer>
    </QueryClientProvider>
  );
}

function NotFound() {
  return (
    <div className="page">
      <Blank title={t("page.not_found")} line={t("page.not_found_line")}>
        <Link className="btn pri" href="/">{t("page.to_ask")}</Link>
      </Blank>
    </div>
  );
}

function BrokenPage() {
  return (
    <div className="page">
      <Blank title={t("page.broken")} line={t("page.broken_line")}>
        <button type="button" className="btn pri" onClick={() => location.reload()}>{t("page.reload")}</button>
      </Blank>
    </div>
  );
}
