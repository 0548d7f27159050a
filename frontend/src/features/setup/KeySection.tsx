/** One provider that asks for a key: which one, where it is made, and what those here are worth. */
import { ExternalLink } from "lucide-react";
import type { ComponentType, SVGProps } from "react";
import { useRef } from "react";
import { useProviderKeys } from "../../api/providerKeys";
import { KeyForm } from "./KeyForm";
import { EnvironmentKeys, SavedKeys } from "./KeyList";
import type { Kind } from "./verdict";
import { say, Say } from "./words";

interface Props {
  provider: string;
  label: string;
  kind: Kind;
  icon: ComponentType<SVGProps<SVGSVGElement>>;
  href: string;
}

export function KeySection({ provider, label, kind, icon: Icon, href }: Props) {
  const { data } = useProviderKeys(provider);
  const field = useRef<HTMLInputElement>(null);
  const owner = { provider, label, kind };
  return (
    <section className="way" aria-labelledby={`way-${provider}`}>
      <div className="about">
        <h2 id={`way-${provider}`}><span className="tile"><Icon className="ic" aria-hidden /></span>{label}</h2>
        <p>{say(`${kind}.what`)}</p>
      </div>
      <div className="doing">
        <p><Say k={`${kind}.get`} /></p>
        <a className="btn" href={href} target="_blank" rel="noreferrer noopener">
          {say(`${kind}.link`)}
          <ExternalLink className="ic ic-s" aria-hidden />
          <span className="sr">{say("new_tab")}</span>
        </a>
        <KeyForm {...owner} field={field} />
        {data && (
          <ul className="keys" aria-label={say("keys", { provider: label })}>
            <EnvironmentKeys keys={data.environment} />
            <SavedKeys {...owner} keys={data.results} leave={() => field.current?.focus()} />
          </ul>
        )}
      </div>
    </section>
  );
}
