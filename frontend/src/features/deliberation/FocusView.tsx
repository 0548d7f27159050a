/** One opinion, or the synthesis, alone at a reading measure. */
import { TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect } from "react";
import { CopyButton } from "../../ui/CopyButton";
import { Markdown } from "../../ui/Markdown";
import { ChairMark, hueOf, lettersOf, Monogram } from "../../ui/Monogram";
import { T, t } from "../../ui/t";
import { useDialog } from "../../ui/useDialog";
import { authorOf } from "./author";
import { LateNote } from "./LateNote";
import { OutcomeLine } from "./OutcomeLine";
import { RoutingStory } from "./RoutingNote";
import { type DeliberationView, voiceOf } from "./view";
import type { Voice } from "./voice";
import { WhoSpeaks } from "./WhoSpeaks";

interface Props {
  view: DeliberationView;
  member: string;
  close: () => void;
}

export function FocusView({ view, member, close }: Props) {
  const voice = voiceOf(view, member);
  if (!voice) return null;
  const place = view.members.indexOf(voice);
  if (place < 0) return <Synthesis view={view} chair={voice} close={close} />;
  const letter = lettersOf(view.members.map((each) => each.role))[place] ?? "";
  return <Reading voice={voice} title={voice.role} mark={<Monogram letter={letter} />} look={hueOf(place)} close={close} />;
}

function Synthesis({ view, chair, close }: { view: DeliberationView; chair: Voice; close: () => void }) {
  const { author, title } = authorOf(view, chair);
  return <Reading voice={author} title={title} note={<OutcomeLine view={view} />} mark={<ChairMark />} look="of-chair" close={close} />;
}

interface ReadingProps {
  voice: Voice;
  title: string;
  note?: ReactNode;
  mark: ReactNode;
  look: string;
  close: () => void;
}

function Reading({ voice, title, note, mark, look, close }: ReadingProps) {
  const dialog = useDialog();

  useEffect(() => dialog.current?.querySelector<HTMLElement>(".reading")?.focus(), [dialog]);

  return (
    <dialog ref={dialog} className={`focus ${look}`} aria-labelledby="focus-name" onClose={close}>
      <header>
        {mark}
        <WhoSpeaks voice={voice} title={title} id="focus-name" isChair={look === "of-chair"} />
        <CopyButton text={voice.text} label={t("copy")} />
        <button type="button" className="iconbtn" aria-label={t("close")} title={t("close")} onClick={close}>
          <X className="ic" aria-hidden />
        </button>
      </header>
      {note}
      {voice.is_late && <LateNote />}
      {voice.status === "given" && voice.is_partial && <p className="note late"><TriangleAlert className="ic" aria-hidden /><span><T k="card.cut" /></span></p>}
      <div className="reading" tabIndex={0} role="group" aria-label={title}>
        <Markdown text={voice.text} isGrowing={voice.status === "speaking"} isCut={voice.is_partial} />
      </div>
      {voice.routing?.reason && <footer><RoutingStory voice={voice} /></footer>}
    </dialog>
  );
}
