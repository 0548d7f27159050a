/** A field with its label, its hint, and what is wrong with it. */
import type { ReactNode } from "react";

export type Faults = Record<string, string[]>;

interface Props {
  /** As the API names it. */
  name: string;
  label: string;
  hint?: string;
  faults: Faults;
  children: (props: { id: string; className: string; "aria-invalid": boolean; "aria-describedby": string }) => ReactNode;
}

export function Field({ name, label, hint = "", faults, children }: Props) {
  const fault = faults[name]?.join(" ") ?? "";
  return (
    <div className="formfield">
      <label htmlFor={name}>{label}</label>
      {children({ id: name, className: "field", "aria-invalid": fault !== "", "aria-describedby": `${name}-note` })}
      <p id={`${name}-note`} className={fault === "" ? "hint" : "fault"}>{fault || hint}</p>
    </div>
  );
}

export function Check({ label, isOn, turn }: { label: string; isOn: boolean; turn: (isOn: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={() => turn(!isOn)} />
      {label}
    </label>
  );
}
