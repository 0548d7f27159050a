/** What stands at which address; all but the first page are fetched when they are visited. */
import type { ComponentType } from "react";
import { lazy, Suspense } from "react";
import { Link, Route, Switch } from "wouter";
import { AskPage } from "../features/deliberation/AskPage";
import { LiveSkeleton } from "../features/deliberation/LiveSkeleton";
import { Blank, Pending } from "../ui/Blank";
import { t } from "../ui/t";

const loadLive = () => import("../features/deliberation/LivePage");
const LivePage = lazy(() => loadLive().then((loaded) => ({ default: loaded.LivePage })));

const SharedPage = lazy(() => import("../features/shared/SharedPage").then((loaded) => ({ default: loaded.SharedPage })));
const loadEditor = () => import("../features/councils/EditorPage").then((loaded) => ({ default: loaded.EditorPage }));

export const later: Record<string, ComponentType> = {
  "/history": lazy(() => import("../features/history/HistoryPage").then((loaded) => ({ default: loaded.HistoryPage }))),
  "/d/:id/compare": lazy(() => import("../features/deliberation/wording/ComparePage").then((loaded) => ({ default: loaded.ComparePage }))),
  "/setup": lazy(() => import("../features/setup/SetupPage").then((loaded) => ({ default: loaded.SetupPage }))),
  "/sign-in": lazy(() => import("../features/sign-in/SignInPage").then((loaded) => ({ default: loaded.SignInPage }))),
  "/providers": lazy(() => import("../features/models/ProvidersPage").then((loaded) => ({ default: loaded.ProvidersPage }))),
  "/models": lazy(() => import("../features/models/ModelsPage").then((loaded) => ({ default: loaded.ModelsPage }))),
  "/councils": lazy(() => import("../features/councils/CouncilsPage").then((loaded) => ({ default: loaded.CouncilsPage }))),
  "/councils/new": lazy(loadEditor),
  "/councils/:id": lazy(() => import("../features/councils/CouncilPage").then((loaded) => ({ default: loaded.CouncilPage }))),
  "/councils/:id/edit": lazy(loadEditor),
  "/settings": lazy(() => import("../features/settings/SettingsPage").then((loaded) => ({ default: loaded.SettingsPage }))),
  "/judges": lazy(() => import("../features/judges/JudgesPage").then((loaded) => ({ default: loaded.JudgesPage }))),
  "/models/compare": lazy(() => import("../features/comparison/ComparisonPage").then((loaded) => ({ default: loaded.ComparisonPage }))),
  "/models/test": lazy(() => import("../features/comparison/TesterPage").then((loaded) => ({ default: loaded.TesterPage }))),
  "/quality": lazy(() => import("../features/quality/QualityPage").then((loaded) => ({ default: loaded.QualityPage }))),
  "/quality/:id": lazy(() => import("../features/quality/ReportPage").then((loaded) => ({ default: loaded.ReportPage }))),
};

export function Pages() {
  return (
    <Switch>
      <Route path="/"><AskPage prepareLive={loadLive} /></Route>
      <Route path="/d/:id">{({ id }) => (
        <Suspense fallback={<LiveSkeleton />}>
          <LivePage id={id} />
        </Suspense>
      )}</Route>
      <Route path="/s/:token">{({ token }) => (
        <Suspense fallback={<Pending />}><SharedPage token={token} /></Suspense>
      )}</Route>
      {Object.entries(later).map(([path, Page]) => (
        <Route key={path} path={path}>
          <Suspense fallback={<Pending />}><Page /></Suspense>
        </Route>
      ))}
      <Route><NotFound /></Route>
    </Switch>
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
