/** One member, or the chair, to write in: its role, what it is good at, its models in order. */
import type { LanguageModel } from "../../api/types";
import { ChairMark, hueOf, Monogram } from "../../ui/Monogram";
import { wordFor } from "../../ui/t";
import type { MemberFields } from "./draft";
import type { Faults } from "./Field";
import { Field } from "./Field";
import { ModelOrder } from "./ModelOrder";
import { say } from "./words";

interface Props {
  title: string;
  /** Where the API tells what is wrong with it. */
  path: string;
  /** Null for the chair. */
  place: number | null;
  member: MemberFields;
  registry: LanguageModel[];
  faults: Faults;
  write: (changed: Partial<MemberFields>) => void;
  remove: (() => void) | null;
}

export function MemberBox({ title, path, place, member, registry, faults, write, remove }: Props) {
  const tasks = [...new Set([member.task, ...registry.flatMap((model) => model.tags)])].filter(Boolean).toSorted();
  return (
    <fieldset className={place === null ? "memberbox m-chair" : `memberbox ${hueOf(place)}`}>
      <legend>
        {place === null ? <ChairMark isMini /> : <Monogram letter={[...member.role][0]?.toUpperCase() ?? "?"} isMini />}
        {title}
      </legend>
      <Field name={`${path}.role`} label={say("role")} faults={faults}>
        {(props) => <input {...props} maxLength={60} value={member.role} onChange={(event) => write({ role: event.target.value })} />}
      </Field>
      <Field name={`${path}.task`} label={say("task")} faults={faults}>
        {(props) => (
          <select {...props} value={member.task} onChange={(event) => write({ task: event.target.value })}>
            <option value="">{say("task_any")}</option>
            {tasks.map((task) => <option key={task} value={task}>{wordFor("task", task, task)}</option>)}
          </select>
        )}
      </Field>
      <ModelOrder path={`${path}.models`} models={member.models} registry={registry} faults={faults} write={(models) => write({ models })} />
      {remove && (
        <button type="button" className="linkish" aria-label={say("remove_member", { role: member.role || title })} onClick={remove}>{say("remove")}</button>
      )}
    </fieldset>
  );
}
