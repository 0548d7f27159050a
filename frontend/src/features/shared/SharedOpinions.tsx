/** What each member said, folded to who said it. */
import { ChevronDown } from "lucide-react";
import type { SharedOpinion } from "../../api/sharing";
import { Markdown } from "../../ui/Markdown";
import { hueOf, lettersOf, Monogram } from "../../ui/Monogram";
import { say } from "./words";

export function SharedOpinions({ opinions }: { opinions: SharedOpinion[] }) {
  const members = [...new Map(opinions.map(({ member, role }) => [member, role]))];
  const letters = lettersOf(members.map(([, role]) => role));
  return (
    <section>
      <h2>{say("opinions")}</h2>
      {opinions.map((opinion) => {
        const place = members.findIndex(([member]) => member === opinion.member);
        return (
          <details key={`${opinion.member} ${opinion.round}`} className={hueOf(place)}>
            <summary>
              <Monogram letter={letters[place] ?? ""} />
              <span><b>{opinion.role}</b><small>{notesOn(opinion)}</small></span>
              <ChevronDown className="ic" aria-hidden />
            </summary>
            <div className="said" dir="auto">{opinion.text ? <Markdown text={opinion.text} isGrowing={false} /> : <p>{say("no_opinion")}</p>}</div>
          </details>
        );
      })}
    </section>
  );
}

function notesOn(opinion: SharedOpinion): string {
  const notes = [
    opinion.model_label,
    opinion.round > 1 && say("round", { round: opinion.round }),
    opinion.is_late && say("late"),
    opinion.is_partial && say("cut"),
    opinion.text === "" && say("no_opinion"),
  ];
  return notes.filter(Boolean).join(" · ");
}
