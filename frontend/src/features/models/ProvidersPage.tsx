/** Watching the providers: how they stand, how much is left, how the last day went. Live. */
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useMe } from "../../api/me";
import type { Deed } from "../../api/providers";
import { useWatchedModels } from "../../api/models";
import { useCouncilFigures, useDeed, useProviderFigures, useProviderLog, useWatchedProviders } from "../../api/providers";
import { useCouncils } from "../../api/queries";
import { useIsRehearsal } from "../../api/useIsRehearsal";
import { useAnnounce } from "../../ui/Announcer";
import { Banner } from "../../ui/Banner";
import { Blank, Fault } from "../../ui/Blank";
import { useSecondsSince } from "../../ui/clock";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { LogPanel } from "./LogPanel";
import { ProviderRow } from "./ProviderRow";
import { RolePanel } from "./RolePanel";
import { rolesOf } from "./roles";
import { ledeOf, span } from "./sentences";
import { conditionOf } from "./condition";
import { Summary } from "./Summary";
import { useWakeAt, useWatch } from "./useWatch";
import { Say, say } from "./words";
import "./models.css";
import "./providers.css";

export function ProvidersPage() {
  const me = useMe();
  const isStaff = me.data?.is_staff ?? false;
  const watch = useWatch(isStaff);
  const providers = useWatchedProviders(watch);
  const models = useWatchedModels(watch);
  const figures = useProviderFigures(watch);
  const ofCouncils = useCouncilFigures(watch);
  const log = useProviderLog(watch, isStaff);
  const councils = useCouncils();
  const deed = useDeed();
  const [slug, setSlug] = useState("");
  const announce = useAnnounce();
  useTitle(`${t("providers")} · ${t("app")}`);

  const isRehearsal = useIsRehearsal();
  const rows = (providers.data?.results ?? []).map((provider) => ({
    provider,
    condition: conditionOf(provider, models.data ?? [], isRehearsal),
    day: figures.data?.results.find((day) => day.provider === provider.name),
  }));
  useWakeAt(rows.map(({ condition }) => condition.until ?? "").filter(Boolean).toSorted()[0] ?? null);

  if (providers.isError && !providers.data) {
    return <div className="page"><Fault error={providers.error} again={() => void providers.refetch()} /></div>;
  }
  if (providers.isSuccess && rows.length === 0) {
    return (
      <div className="page">
        <Blank title={say("empty")} line={say("empty_line")}>
          {isStaff && <a className="btn pri" href="/admin/providers/provider/">{say("to_admin")}</a>}
        </Blank>
      </div>
    );
  }
  const council = councils.data?.find((one) => one.slug === slug) ?? councils.data?.[0];
  const roles = council && models.data ? rolesOf(council, models.data, providers.data?.results ?? []) : [];
  const labelOf = (name: string) => rows.find(({ provider }) => provider.name === name)?.provider.label ?? name;
  const carryOut = (wanted: Deed) => {
    deed.mutate(wanted, { onSuccess: () => announce(toldOf(wanted, labelOf)) });
  };
  const isBusy = (name: string | undefined) => deed.isPending && deed.variables.provider === name;
  return (
    <div className="page watching">
      <header>
        <div>
          <h1>{t("providers")}</h1>
          <p className="lede">{providers.isPending || models.isPending ? t("loading") : ledeOf(rows.map(({ condition }) => condition), roles, isRehearsal)}</p>
        </div>
        <div className="acts">
          {providers.isSuccess && <Freshness at={providers.dataUpdatedAt} isLive={watch.isLive} />}
          {isStaff && (
            <button type="button" className="btn" disabled={deed.isPending || isRehearsal} {...(isRehearsal && { title: say("nobody_asked") })} onClick={() => carryOut({ name: "test" })}>
              <RotateCw className="ic" aria-hidden />
              {isBusy(undefined) ? say("testing") : say("test_all")}
            </button>
          )}
        </div>
      </header>
      {isRehearsal && <Banner tone="info"><Say k="rehearsal" /></Banner>}
      {providers.isError && <Banner tone="warn"><Stale at={providers.dataUpdatedAt} /></Banner>}
      {deed.isError && <Banner tone="err"><Say k="deed_failed" message={deed.error.message} /></Banner>}
      <Summary ofCouncils={ofCouncils.data} ofProviders={figures.data} />
      <div className="provs" aria-busy={providers.isPending}>
        {providers.isPending && [0, 1, 2].map((i) => <Skeleton key={i} />)}
        {rows.map(({ provider, condition, day }) => (
          <ProviderRow
            key={provider.name}
            provider={provider}
            condition={condition}
            day={day}
            figures={figures.data}
            ofCouncils={ofCouncils.data}
            isStaff={isStaff}
            isBusy={isBusy(provider.name)}
            carryOut={carryOut}
          />
        ))}
      </div>
      <div className="two">
        <RolePanel councils={councils.data ?? []} chosen={council} choose={setSlug} roles={roles} labelOf={labelOf} />
        <LogPanel events={log.data?.results} isStaff={isStaff} isBroken={log.isError} alerts={rows.flatMap(({ provider }) => provider.alerts)} labelOf={labelOf} />
      </div>
    </div>
  );
}

function toldOf({ name, provider }: Deed, labelOf: (name: string) => string): string {
  if (provider === undefined) return say("tested_all");
  const told = { provider: labelOf(provider) };
  return name === "test" ? say("tested", told) : say(`did_${name}`, told);
}

function Freshness({ at, isLive }: { at: number; isLive: boolean }) {
  return <span className="fresh num">{say(isLive ? "live" : "polled", { age: useAge(at) })}</span>;
}

function Stale({ at }: { at: number }) {
  return <Say k="stale" age={useAge(at)} />;
}

function useAge(at: number): string {
  return span(useSecondsSince(at));
}

function Skeleton() {
  return (
    <article className="prov skeleton" aria-hidden="true">
      {[0, 1, 2].map((i) => <section key={i}><span className="bone short" /></section>)}
    </article>
  );
}
