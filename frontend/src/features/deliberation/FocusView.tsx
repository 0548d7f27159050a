/** One opinion, or the synthesis, alone at a reading measure. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect } from "react";
import { CopyButton } from "../../ui/CopyButton";
import { Markdown } from "../../ui/Markdown";
import { t } from "../../ui/t";
import { useDialog } from "../../ui/useDialog";
import { LateNote } from "./LateNote";
import { RoutingStory } from "./RoutingNote";
import type { Voice } from "./voice";
import { WhoSpeaks } from "./WhoSpeaks";

interface Props {
  voice: Voice;
  title: string;
  mark: ReactNode;
  look: string;
  close: () => void;
}

export function FocusView({ voice, title, mark, look, close }: Props) {
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
      {voice.is_late && <LateNote />}
      <div className="reading" tabIndex={0} role="group" aria-label={title}>
        <Markdown text={voice.text} isGrowing={voice.status === "speaking"} isCut={voice.is_partial} />
      </div>
      {voice.routing?.reason && <footer><RoutingStory voice={voice} /></footer>}
    </dialog>
  );
}
