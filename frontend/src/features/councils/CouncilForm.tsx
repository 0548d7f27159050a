/** All of a council to write in; what is wrong stands at its field. */
import type { FormEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { ApiError } from "../../api/client";
import { useEstimates, useSaveCouncil } from "../../api/councils";
import { useModels } from "../../api/models";
import { useCouncils } from "../../api/queries";
import { Banner } from "../../ui/Banner";
import { wordFor } from "../../ui/t";
import type { CouncilFields, MemberFields } from "./draft";
import { draftOf, emptyMember } from "./draft";
import type { Faults } from "./Field";
import { Check, Field } from "./Field";
import { MemberBox } from "./MemberBox";
import { say } from "./words";

export function CouncilForm({ slug, begun }: { slug: string; begun: CouncilFields }) {
  const [fields, setFields] = useState(begun);
  const [, navigate] = useLocation();
  const form = useRef<HTMLFormElement>(null);
  const { data: registry = [] } = useModels();
  const save = useSaveCouncil(slug);
  const faults: Faults = save.error instanceof ApiError ? save.error.fields : {};
  const at = slug === "" ? "/councils" : `/councils/${slug}`;

  useEffect(() => {
    if (save.error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [save.error]);

  function write(changed: Partial<CouncilFields>): void {
    setFields({ ...fields, ...changed });
  }

  function writeMember(id: number, changed: Partial<MemberFields>): void {
    write({ members: fields.members.map((member) => (member.id === id ? { ...member, ...changed } : member)) });
  }

  function send(event: FormEvent): void {
    event.preventDefault();
    save.mutate(draftOf(fields), { onSuccess: (saved) => navigate(`/councils/${saved.slug}`) });
  }

  return (
    <form ref={form} className="councilform" noValidate onSubmit={send}>
      <Field name="name" label={say("name")} faults={faults}>
        {(props) => <input {...props} maxLength={80} value={fields.name} onChange={(event) => write({ name: event.target.value })} />}
      </Field>
      <Field name="description" label={say("description")} hint={say("description_hint")} faults={faults}>
        {(props) => <input {...props} maxLength={300} value={fields.description} onChange={(event) => write({ description: event.target.value })} />}
      </Field>
      <fieldset>
        <legend>{say("how")}</legend>
        <StrategyField fields={fields} faults={faults} write={write} />
        <Field name="quorum" label={say("quorum")} hint={say("quorum_hint")} faults={faults}>
          {(props) => <input {...props} type="number" min={1} max={fields.members.length} value={fields.quorum} onChange={(event) => write({ quorum: event.target.value })} />}
        </Field>
        <Field name="deadline_seconds" label={say("deadline_seconds")} hint={say("deadline_hint")} faults={faults}>
          {(props) => <input {...props} type="number" min={10} max={1800} value={fields.deadline_seconds} onChange={(event) => write({ deadline_seconds: event.target.value })} />}
        </Field>
        <Check label={say("allow_paid")} isOn={fields.allow_paid} turn={(allow_paid) => write({ allow_paid })} />
        <Check label={say("reuse_answers")} isOn={fields.reuse_answers} turn={(reuse_answers) => write({ reuse_answers })} />
      </fieldset>
      <fieldset>
        <legend>{say("who")}</legend>
        {faults["members"] && <Banner tone="err">{faults["members"].join(" ")}</Banner>}
        {fields.members.map((member, place) => (
          <MemberBox
            key={member.id}
            title={say("member", { number: place + 1 })}
            path={`members.${place}`}
            place={place}
            member={member}
            registry={registry}
            faults={faults}
            write={(changed) => writeMember(member.id, changed)}
            remove={fields.members.length > 1 ? () => write({ members: fields.members.filter(({ id }) => id !== member.id) }) : null}
          />
        ))}
        <button type="button" className="btn sm" onClick={() => write({ members: [...fields.members, emptyMember()] })}>{say("add_member")}</button>
        <MemberBox
          title={say("chair")}
          path={`members.${fields.members.length}`}
          place={null}
          member={fields.chair}
          registry={registry}
          faults={faults}
          write={(changed) => write({ chair: { ...fields.chair, ...changed } })}
          remove={null}
        />
      </fieldset>
      <datalist id="registry">{registry.map((model) => <option key={model.name} value={model.name}>{model.label}</option>)}</datalist>
      {save.error && <Banner tone="err">{whyRefused(save.error)}</Banner>}
      <div className="acts">
        <button type="submit" className="btn pri" disabled={save.isPending}>{save.isPending ? say("saving") : say("save")}</button>
        <Link className="btn quiet" href={at}>{say("cancel")}</Link>
      </div>
    </form>
  );
}

interface StrategyProps {
  fields: CouncilFields;
  faults: Faults;
  write: (changed: Partial<CouncilFields>) => void;
}

/** The strategies there are, as the server tells them of any council: the first will do. */
function StrategyField({ fields, faults, write }: StrategyProps) {
  const { data: councils } = useCouncils();
  const { data: estimates } = useEstimates(councils?.[0]?.slug ?? "");
  const names = estimates?.map(({ strategy }) => strategy) ?? [fields.strategy];
  return (
    <Field name="strategy" label={say("strategy")} hint={wordFor("strategy_line", fields.strategy, "")} faults={faults}>
      {(props) => (
        <select {...props} value={fields.strategy} onChange={(event) => write({ strategy: event.target.value })}>
          {names.map((name) => <option key={name} value={name}>{wordFor("strategy", name, name)}</option>)}
        </select>
      )}
    </Field>
  );
}

function whyRefused(error: Error): string {
  if (!(error instanceof ApiError)) return say("unreachable");
  const count = Object.keys(error.fields).length;
  return count > 0 ? say("refused", { count }) : say("refused", { message: error.message });
}
