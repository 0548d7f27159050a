/** One matcher: its kind and what it looks for. */
import { X } from "lucide-react";
import type { Kind, MatcherDraft } from "./cases";
import { kinds } from "./cases";
import { say } from "./words";

interface Props {
  matcher: MatcherDraft;
  change: (changed: MatcherDraft) => void;
  remove: (() => void) | undefined;
}

export function MatcherFields({ matcher, change, remove }: Props) {
  const { kind, value } = matcher;
  const label = say("matcher.value");
  const type = (typed: string) => change({ ...matcher, value: typed });
  return (
    <div className="matcher">
      <select className="field" aria-label={say("matcher.kind")} value={kind} onChange={(event) => change({ ...matcher, kind: kindOf(event.target.value) })}>
        {kinds.map((each) => <option key={each} value={each}>{say(`matcher.${each}`)}</option>)}
      </select>
      {kind === "any_of" || kind === "json_schema" ? (
        <textarea className={kind === "json_schema" ? "field mono-field" : "field"} required rows={Math.min(8, value.split("\n").length + 1)} aria-label={label} value={value} onChange={(event) => type(event.target.value)} />
      ) : (
        <input className="field" required aria-label={label} {...(kind === "min_length" && { type: "number", min: 1 })} value={value} onChange={(event) => type(event.target.value)} />
      )}
      {remove && <button type="button" className="iconbtn" aria-label={say("matcher.remove")} title={say("matcher.remove")} onClick={remove}><X className="ic" aria-hidden /></button>}
    </div>
  );
}

function kindOf(value: string): Kind {
  return kinds.find((each) => each === value) ?? "contains";
}
