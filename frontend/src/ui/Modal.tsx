/** A dialog over the page: a title, a way out, and what it is about. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useId, useRef } from "react";
import { t } from "./t";
import "./modal.css";

export function Modal({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();

  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close(); // focus returns to the opener
  }, []);

  return (
    <dialog ref={dialog} className="modal" aria-labelledby={name} onClose={close}>
      <header>
        <h2 id={name}>{title}</h2>
        <button type="button" className="iconbtn" aria-label={t("close")} title={t("close")} onClick={close}>
          <X className="ic" aria-hidden />
        </button>
      </header>
      {children}
    </dialog>
  );
}
