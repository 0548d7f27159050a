/** Puts the features together: server state, the frame, the pages. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { isWorthRetrying } from "../api/queries";
import { Announcer } from "../ui/Announcer";
import { Blank } from "../ui/Blank";
import { Boundary } from "../ui/Boundary";
import { t } from "../ui/t";
import { Frame } from "./Frame";
import { Pages } from "./Pages";
import { PlainFrame } from "./PlainFrame";

const client = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, retryDelay: 800, refetchOnWindowFocus: false } },
});

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Announcer>
        <Surround>
          <Boundary broken={() => <BrokenPage />}>
            <Pages />
          </Boundary>
        </Surround>
      </Announcer>
    </QueryClientProvider>
  );
}

function Surround({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  return path.startsWith("/s/") ? <PlainFrame>{children}</PlainFrame> : <Frame>{children}</Frame>;
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
