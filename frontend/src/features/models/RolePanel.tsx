/** Which model speaks for each place of a council, in order; the one that would speak now stands out. */
import { Braces, Brain, Feather, Gauge, ListChecks, MessageCircle } from "lucide-react";
import type { Council } from "../../api/types";
import type { Hop, RoleLine } from "./roles";
import { say } from "./words";

const marks: Record<string, typeof Brain> = { reasoning: Brain, creative: Feather, fact_checking: ListChecks, code: Braces, fast: Gauge };

interface Props {
  councils: Council[];
  chosen: Council | undefined;
  choose: (slug: string) => void;
  roles: RoleLine[];
  labelOf: (provider: string) => string;
}

export function RolePanel({ councils, chosen, choose, roles, labelOf }: Props) {
  return (
    <section className="panel" aria-label={say("roles")}>
      <header>
        <div>
          <h2>{say("roles")}</h2>
          <p>{say("roles.line")}</p>
        </div>
        {councils.length > 1 && (
          <select className="field" aria-label={say("roles.council")} value={chosen?.slug} onChange={(event) => choose(event.target.value)}>
            {councils.map(({ slug, name }) => <option key={slug} value={slug}>{name}</option>)}
          </select>
        )}
      </header>
      <dl className="route">
        {roles.map((line) => <Role key={line.member.member} line={line} labelOf={labelOf} />)}
      </dl>
    </section>
  );
}

function Role({ line: { member, hops, isSpoken }, labelOf }: { line: RoleLine; labelOf: (provider: string) => string }) {
  const Mark = marks[member.task] ?? MessageCircle;
  return (
    <>
      <dt>
        {member.is_chair ? <span className="mono mini round m-chair" aria-hidden="true">§</span> : <Mark className="ic" aria-hidden />}
        {member.role}
      </dt>
      <dd>
        {hops.map((hop, i) => (
          <span key={hop.name} className="step">
            <HopChip hop={hop} provider={labelOf(hop.provider)} />
            {i < hops.length - 1 && <span className="arr" aria-hidden="true">→</span>}
          </span>
        ))}
        {!isSpoken && <span className="nobody">{say("roles.nobody")}</span>}
      </dd>
    </>
  );
}

function HopChip({ hop, provider }: { hop: Hop; provider: string }) {
  const said = say(`hop.${hop.state}`);
  return (
    <span className={`hop ${hop.state}`} title={`${hop.label}, ${provider}: ${said}`}>
      {hop.label}
      <small>{provider}</small>
      <span className="sr">, {said}</span>
    </span>
  );
}
