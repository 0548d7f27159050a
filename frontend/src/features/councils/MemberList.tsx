/** Members and chair, each with its models in order: who would speak now, and who cannot. */
import { useModels } from "../../api/models";
import type { Council, CouncilMember, LanguageModel } from "../../api/types";
import { useProviderLabel } from "../../api/useProviderLabel";
import { ChairMark, hueOf, lettersOf, Monogram } from "../../ui/Monogram";
import { wordFor } from "../../ui/t";
import { speaksNow } from "./draft";
import { say } from "./words";

export function MemberList({ council }: { council: Council }) {
  const { data: registry } = useModels();
  const members = council.members.filter((member) => !member.is_chair);
  const chairs = council.members.filter((member) => member.is_chair);
  const letters = lettersOf(members.map((member) => member.role));
  return (
    <section className="memberlist" aria-labelledby="memberlist">
      <h2 id="memberlist">{say("members")}</h2>
      <p>{say("members_line")}</p>
      <ul>
        {members.map((member, i) => (
          <li key={member.member} className={hueOf(i)}>
            <Monogram letter={letters[i] ?? ""} />
            <MemberModels member={member} registry={registry} />
          </li>
        ))}
        {chairs.map((chair) => (
          <li key={chair.member}>
            <ChairMark />
            <MemberModels member={chair} registry={registry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function MemberModels({ member, registry }: { member: CouncilMember; registry: LanguageModel[] | undefined }) {
  const providerLabel = useProviderLabel();
  const speaks = speaksNow(member.models.map((model) => model.name), registry);
  const place = member.models.findIndex((model) => model.name === speaks);
  return (
    <>
      <p className="whose">
        <b>{member.role}</b>
        {member.task !== "" && <small>{wordFor("task", member.task, member.task)}</small>}
      </p>
      <ol>
        {member.models.map((model, i) => {
          const isAway = speaks === undefined || (place >= 0 && i < place);
          return (
            <li key={model.name} className={model.name === speaks ? "hop on" : isAway ? "hop off" : "hop"}>
              <span>{model.label}</span> <small>{providerLabel(model.provider)}</small>
              {model.name === speaks && <span className="sr">, {say("speaks")}</span>}
              {isAway && <span className="sr">, {say("away")}</span>}
            </li>
          );
        })}
      </ol>
      {speaks === undefined && <p className="nobody">{say("nobody")}</p>}
    </>
  );
}
