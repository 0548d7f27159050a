/** Puts the features together: server state, the frame, the pages. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { isWorthRetrying } from "../api/queries";
import { Announcer } from "../ui/Announcer";
import { Blank } from "../ui/Blank";
import { Boundary } from "../ui/Boundary";
import { t } from "../ui/t";
import { Frame } from "./Frame";
import { Pages } from "./Pages";

const client = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, retryDelay: 800, refetchOnWindowFocus: false } },
});

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Announcer>
        <Frame>
          <Boundary broken={() => <BrokenPage />}>
            <Pages />
          </Boundary>
        </Frame>
      </Announcer>
    </QueryClientProvider>
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
