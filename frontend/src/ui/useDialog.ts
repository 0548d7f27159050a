/** A `<dialog>` that is open as long as it is drawn; the focus returns to what opened it. */
import type { RefObject } from "react";
import { useEffect, useRef } from "react";

export function useDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
  return dialog;
}
