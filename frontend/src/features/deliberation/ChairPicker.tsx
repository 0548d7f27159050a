/** Who writes the synthesis: the chair, or a member in its place. */
import { useLocation } from "wouter";
import { useSynthesis } from "../../api/queries";
import { Banner } from "../../ui/Banner";
import { Modal } from "../../ui/Modal";
import { ChairMark, hueOf, lettersOf, Monogram } from "../../ui/Monogram";
import { say } from "./chairWords";
import { Refusal } from "./Refusal";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import type { Voice } from "./voice";

interface Props {
  id: string;
  view: DeliberationView;
  replace: (member: string) => void;
  close: () => void;
}

export function ChairPicker({ id, view, replace, close }: Props) {
  const [, navigate] = useLocation();
  const synthesis = useSynthesis(id);
  const isEnded = isOver(view);
  const letters = lettersOf(view.members.map((voice) => voice.role));

  function choose(chair: string): void {
    if (isEnded) {
      synthesis.mutate({ chair, points: [] }, { onSuccess: (made) => navigate(`/d/${made.id}`) });
      return;
    }
    replace(chair);
    close();
  }

  return (
    <Modal title={say("pick.title")} line={isEnded ? say("pick.ended") : say("pick.running")} look="chairs" close={close}>
      {synthesis.isError && <Banner tone="err"><Refusal error={synthesis.error} /></Banner>}
      <ul>
        {isEnded && view.chair && (
          <li className="m-chair">
            <button type="button" disabled={synthesis.isPending} onClick={() => choose("")}>
              <ChairMark isMini />
              <Who name={say("pick.chair")} voice={view.chair} />
            </button>
          </li>
        )}
        {view.members.map((voice, i) => (
          <li key={voice.member} className={hueOf(i)}>
            <button
              type="button"
              disabled={synthesis.isPending || (!isEnded && voice.member === view.chaired_by)}
              onClick={() => choose(voice.member)}
            >
              <Monogram letter={letters[i] ?? ""} isMini />
              <Who name={voice.role} voice={voice} isSitting={!isEnded && voice.member === view.chaired_by} />
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function Who({ name, voice, isSitting = false }: { name: string; voice: Voice; isSitting?: boolean }) {
  const [first = "", ...rest] = voice.models.map((model) => model.label);
  const models = rest.length > 0 ? say("pick.models", { first, rest: rest.join(", ") }) : first;
  return (
    <span>
      <b>{name}</b>
      <small>{isSitting ? say("pick.writes_now") : models}</small>
    </span>
  );
}
