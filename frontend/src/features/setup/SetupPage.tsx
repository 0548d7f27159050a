/** From the rehearsal to real models: a section for each way there is. */
import { Cloud, Gem } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { useVerdicts } from "../../api/providerKeys";
import { useMe } from "../../api/me";
import { useProviders } from "../../api/queries";
import { Banner } from "../../ui/Banner";
import { Blank, Fault, Pending } from "../../ui/Blank";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { KeySection } from "./KeySection";
import { OllamaSection } from "./OllamaSection";
import { say, Say } from "./words";
import "./setup.css";

type Providers = NonNullable<ReturnType<typeof useProviders>["data"]>;

const permission = "ownUserPermissions=inference.serverless.write&tokenType=fineGrained";
const withKey = {
  huggingface: { icon: Cloud, href: `https://huggingface.co/settings/tokens/new?${permission}` },
  gemini: { icon: Gem, href: "https://aistudio.google.com/apikey" },
};

export function SetupPage() {
  const me = useMe();
  const providers = useProviders();
  useTitle(`${say("title")} · ${t("app")}`);
  const failed = [me, providers].find((query) => query.isError);
  if (failed?.error) {
    return <div className="page"><Fault error={failed.error} again={() => void failed.refetch()} /></div>;
  }
  if (!me.data || !providers.data) return <Pending />;
  if (!me.data.is_staff) {
    return <div className="page"><Blank title={say("not_staff")} line={say("not_staff_line")} /></div>;
  }
  return (
    <div className="page setup">
      <header>
        <div>
          <h1>{say("title")}</h1>
          <p className="lede">{say("lede")}</p>
        </div>
      </header>
      <WhoAnswers providers={providers.data} />
      {providers.data.results.map(({ name, label, adapter }) => {
        if (adapter === "ollama") return <OllamaSection key={name} provider={name} label={label} />;
        if (adapter !== "huggingface" && adapter !== "gemini") return null;
        return <KeySection key={name} provider={name} label={label} kind={adapter} {...withKey[adapter]} />;
      })}
      <section className="way others" aria-labelledby="others">
        <h2 id="others">{say("others")}</h2>
        <p><Say k="others_line" /></p>
      </section>
    </div>
  );
}

/** Whether members are models now. The operator may want a rehearsal whatever could be asked. */
function WhoAnswers({ providers: { rehearsal, results } }: { providers: Providers }) {
  const [wasRehearsal] = useState(rehearsal);
  const verdicts = useVerdicts(results.filter(({ adapter, is_enabled }) => is_enabled && adapter in withKey).map(({ name }) => name));
  const isTaken = verdicts.has("valid");
  const hasWay = results.some(({ adapter, is_enabled, is_configured, health }) =>
    is_enabled && (adapter === "ollama" || is_configured) && (health.status === "ok" || (health.status === "unknown" && isTaken)));
  if (rehearsal && isTaken) return <Banner tone="warn"><Say k="held" /></Banner>;
  if (rehearsal) return verdicts.has("unreachable") ? <Banner tone="warn"><Say k="unreached" /></Banner> : null;
  if (!hasWay) return wasRehearsal ? <Banner tone="warn"><Say k="ended_unproven" /></Banner> : null;
  return (
    <Banner tone="ok" action={<Link className="btn pri" href="/">{say("ask")}</Link>}>
      <Say k={wasRehearsal ? "ended" : "ready"} />
    </Banner>
  );
}
