/** A dialog over the page: a title, a way out, a line on what it is for, and what it is about. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useId } from "react";
import { t } from "./t";
import { useDialog } from "./useDialog";
import "./modal.css";

interface Props {
  title: string;
  line?: string;
  look?: string;
  close: () => void;
  children: ReactNode;
}

export function Modal({ title, line, look = "", close, children }: Props) {
  const dialog = useDialog();
  const id = useId();

  return (
    <dialog ref={dialog} className={`modal ${look}`} aria-labelledby={`${id}name`} aria-describedby={line && `${id}line`} onClose={close}>
      <header>
        <h2 id={`${id}name`}>{title}</h2>
        <button type="button" className="iconbtn" aria-label={t("close")} title={t("close")} onClick={close}>
          <X className="ic" aria-hidden />
        </button>
      </header>
      {line && <p id={`${id}line`} dir="auto">{line}</p>}
      {children}
    </dialog>
  );
}
