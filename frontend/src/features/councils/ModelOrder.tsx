/** A member's models in the order they are asked: added, moved, removed. */
import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useState } from "react";
import type { LanguageModel } from "../../api/types";
import { moved } from "./draft";
import type { Faults } from "./Field";
import { Field } from "./Field";
import { say } from "./words";

interface Props {
  path: string;
  models: string[];
  registry: LanguageModel[];
  faults: Faults;
  write: (models: string[]) => void;
}

export function ModelOrder({ path, models, registry, faults, write }: Props) {
  const [added, setAdded] = useState("");
  const nameOf = (name: string) => registry.find((model) => model.name === name)?.label ?? name;

  function add(): void {
    const name = added.trim();
    if (name !== "" && !models.includes(name)) write([...models, name]);
    setAdded("");
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would send the form
    add();
  }

  return (
    <div className="modelorder">
      <p className="label" id={`${path}-label`}>{say("models")}</p>
      {models.length === 0 && <p className="hint">{say("no_models")}</p>}
      <ol aria-labelledby={`${path}-label`}>
        {models.map((name, i) => (
          <li key={name}>
            <span>{nameOf(name)} <small>{name}</small></span>
            <Act says={say("earlier", { model: nameOf(name) })} isOff={i === 0} act={() => write(moved(models, i, i - 1))}><ArrowUp className="ic ic-s" aria-hidden /></Act>
            <Act says={say("later", { model: nameOf(name) })} isOff={i === models.length - 1} act={() => write(moved(models, i, i + 1))}><ArrowDown className="ic ic-s" aria-hidden /></Act>
            <Act says={say("remove_model", { model: nameOf(name) })} act={() => write(models.filter((each) => each !== name))}><X className="ic ic-s" aria-hidden /></Act>
          </li>
        ))}
      </ol>
      <div className="adding">
        <Field name={path} label={say("add_model")} faults={faults}>
          {(props) => <input {...props} list="registry" value={added} onChange={(event) => setAdded(event.target.value)} onKeyDown={onKeyDown} />}
        </Field>
        <button type="button" className="btn" disabled={added.trim() === ""} onClick={add}>{say("add")}</button>
      </div>
    </div>
  );
}

interface ActProps {
  says: string;
  isOff?: boolean;
  act: () => void;
  children: ReactNode;
}

function Act({ says, isOff = false, act, children }: ActProps) {
  return <button type="button" className="iconbtn" aria-label={says} title={says} disabled={isOff} onClick={act}>{children}</button>;
}
