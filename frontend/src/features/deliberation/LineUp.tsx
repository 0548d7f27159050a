/** The table as it will stand: who is where in the chosen council, and by which models. */
import type { Council, CouncilMember } from "../../api/types";
import { useProviderLabel } from "../../api/useProviderLabel";
import { ChairMark, hueOf, lettersOf, Monogram } from "../../ui/Monogram";
import { T, t, wordFor } from "../../ui/t";
import { upperRow } from "./rows";

export function LineUp({ council, strategy }: { council: Council; strategy: string }) {
  const members = council.members.filter((member) => !member.is_chair);
  const chair = council.members.find((member) => member.is_chair);
  const letters = lettersOf(members.map((member) => member.role));
  const upper = upperRow(members.length);
  const drawn = members.map((member, i) => (
    <li key={member.member} className={`at ${hueOf(i)}`}>
      <Monogram letter={letters[i] ?? ""} isMini />
      <Who member={member} />
      <span className="stub" aria-hidden="true" />
    </li>
  ));
  return (
    <section className="lineup" aria-label={t("council.lineup", { name: council.name })}>
      <ul className="side side-top">{drawn.slice(0, upper)}</ul>
      <p className="band num">
        <span>
          <T
            k="council.quorum"
            strategy={wordFor("strategy", strategy, strategy)}
            quorum={council.quorum}
            members={members.length}
          />
        </span>
        {chair && (
          <span className="head-of-table">
            <ChairMark isMini />
            <span><b>{t("chair")}</b> {chair.models[0]?.label}</span>
          </span>
        )}
      </p>
      <ul className="side side-bot">{drawn.slice(upper)}</ul>
    </section>
  );
}

function Who({ member }: { member: CouncilMember }) {
  const providerOf = useProviderLabel();
  const [first, ...rest] = member.models.map(({ name, label, provider }) => {
    const hasNamesake = member.models.some((other) => other.label === label && other.name !== name);
    return hasNamesake ? t("council.model_at", { model: label, provider: providerOf(provider) }) : label;
  });
  const models = rest.length > 0 ? t("council.models_then", { first: first ?? "", rest: rest.join(", ") }) : (first ?? "");
  return (
    <p>
      <span>{member.role}</span>
      <small title={models}>{models}</small>
    </p>
  );
}
