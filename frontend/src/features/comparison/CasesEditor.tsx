/** The cases, one below the other, with what their answers are held to. */
import { Download, Plus, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { Banner } from "../../ui/Banner";
import type { CaseDraft } from "./cases";
import { blankCase, blankMatcher, casesOf, draftsFrom, mostCases, mostMatchers, Unreadable } from "./cases";
import { offerFile } from "./offerFile";
import examples from "./examples.json";
import { MatcherFields } from "./MatcherFields";
import { Say, say } from "./words";

interface Props {
  cases: CaseDraft[];
  change: (cases: CaseDraft[]) => void;
}

export function CasesEditor({ cases, change }: Props) {
  const [fault, setFault] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  function attempt(act: () => void): void {
    setFault(null);
    try {
      act();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      setFault(error.message);
    }
  }
  async function read(file: File | undefined): Promise<void> {
    const text = await file?.text();
    if (text !== undefined) attempt(() => change(draftsFrom(text)));
    if (input.current) input.current.value = ""; // the same file may be taken again
  }

  return (
    <fieldset className="cases">
      <legend>{say("cases")}</legend>
      <div className="acts">
        <button type="button" className="btn sm" onClick={() => attempt(() => change(draftsFrom(JSON.stringify(examples))))}>{say("cases.example")}</button>
        <button type="button" className="btn sm" title={say("cases.import_line")} onClick={() => input.current?.click()}><Upload className="ic-s" aria-hidden />{say("cases.import")}</button>
        <input ref={input} type="file" hidden accept=".json,.jsonl,application/json" aria-label={say("cases.import")} onChange={(event) => void read(event.target.files?.[0])} />
        <button type="button" className="btn sm" disabled={cases.length === 0} onClick={() => attempt(() => offerFile("cases.json", `${JSON.stringify(casesOf(cases), null, 2)}\n`))}>
          <Download className="ic-s" aria-hidden />{say("cases.export")}
        </button>
      </div>
      <p>{say("cases.line", { most: mostCases })}</p>
      {fault !== null && <Banner tone="err"><Say k="cases.unreadable" message={fault} /></Banner>}
      <ol>
        {cases.map((one, i) => (
          <CaseFields
            key={one.key}
            one={one}
            number={i + 1}
            change={(changed) => change(cases.map((each) => (each.key === one.key ? changed : each)))}
            remove={() => change(cases.filter((each) => each.key !== one.key))}
          />
        ))}
      </ol>
      <button type="button" className="btn sm" disabled={cases.length >= mostCases} onClick={() => change([...cases, blankCase()])}><Plus className="ic-s" aria-hidden />{say("cases.add")}</button>
    </fieldset>
  );
}

interface FieldsProps {
  one: CaseDraft;
  number: number;
  change: (changed: CaseDraft) => void;
  remove: () => void;
}

function CaseFields({ one, number, change, remove }: FieldsProps) {
  return (
    <li>
      <fieldset>
        <legend className="sr">{say("cases.case", { n: number })}</legend>
        <div className="name">
          <label>{say("cases.id")}<input className="field" required value={one.id} onChange={(event) => change({ ...one, id: event.target.value })} /></label>
          <button type="button" className="iconbtn" aria-label={say("cases.remove", { id: one.id || number })} title={say("cases.remove", { id: one.id || number })} onClick={remove}><Trash2 className="ic" aria-hidden /></button>
        </div>
        <label>{say("cases.prompt")}<textarea className="field" required rows={2} dir="auto" value={one.prompt} onChange={(event) => change({ ...one, prompt: event.target.value })} /></label>
        {one.match.map((matcher) => (
          <MatcherFields
            key={matcher.key}
            matcher={matcher}
            change={(changed) => change({ ...one, match: one.match.map((each) => (each.key === matcher.key ? changed : each)) })}
            remove={one.match.length > 1 ? () => change({ ...one, match: one.match.filter((each) => each.key !== matcher.key) }) : undefined}
          />
        ))}
        <button type="button" className="linkish" disabled={one.match.length >= mostMatchers} onClick={() => change({ ...one, match: [...one.match, blankMatcher()] })}>{say("matcher.add")}</button>
      </fieldset>
    </li>
  );
}
