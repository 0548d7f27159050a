/** Who supports a sentence: a chip for each member, which leads to its opinion. */
import { useMemo } from "react";
import type { Source } from "../../api/types";
import { hueOf, lettersOf } from "../../ui/Monogram";
import type { Note } from "../../ui/notes";
import { t } from "../../ui/t";
import type { DeliberationView } from "./view";

export interface Place {
  member: string;
  role: string;
  letter: string;
  hue: string;
}

interface Props {
  places: Place[];
  members: string[];
  focus: (member: string) => void;
}

export function Cites({ places, members, focus }: Props) {
  return (
    <span className="cites">
      {places.filter(({ member }) => members.includes(member)).map(({ member, role, letter, hue }) => (
        <button
          key={member}
          type="button"
          className={`cite ${hue}`}
          aria-label={t("cite.opinion", { role })}
          title={t("cite.opinion", { role })}
          onClick={() => focus(member)}
        >
          {letter}
        </button>
      ))}
    </span>
  );
}

/** The same while the members are, whatever they say. */
export function usePlaces(view: DeliberationView): Place[] {
  const key = JSON.stringify(view.members.map(({ member, role }) => [member, role]));
  return useMemo(() => {
    const members = JSON.parse(key) as [string, string][];
    const letters = lettersOf(members.map(([, role]) => role));
    return members.map(([member, role], i) => ({ member, role, letter: letters[i] ?? "", hue: hueOf(i) }));
  }, [key]);
}

export function notesOf(sources: Source[], places: Place[], focus: (member: string) => void): Note[] {
  return sources.map(({ ends, members }) => ({ at: ends, node: <Cites places={places} members={members} focus={focus} /> }));
}
