/** Why an opinion that was given is missing in the answer. */
import { Clock } from "lucide-react";
import { T } from "../../ui/t";

export function LateNote() {
  return (
    <p className="note late">
      <Clock className="ic" aria-hidden />
      <span><T k="card.late" /></span>
    </p>
  );
}
