/** Which keys do what, and a way to switch the single ones off. */
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Key } from "../ui/t";
import { t } from "../ui/t";
import { areShortcutsOn, switchShortcuts } from "../ui/useShortcuts";

const list: [keys: string[], does: Key][] = [
  [["/"], "shortcuts.query"],
  [["Enter"], "shortcuts.send"],
  [["Shift", "Enter"], "shortcuts.line"],
  [["Esc", "Esc"], "shortcuts.stop"],
  [["1", "…", "9"], "shortcuts.member"],
  [["0"], "shortcuts.chair"],
  [["F"], "shortcuts.focus"],
  [["C"], "shortcuts.copy"],
  [["G", "H"], "shortcuts.history"],
  [["G", "P"], "shortcuts.providers"],
  [["G", "M"], "shortcuts.models"],
  [["?"], "shortcuts.list"],
];

export function ShortcutList({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOn, setIsOn] = useState(areShortcutsOn);

  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);

  function toggle(): void {
    switchShortcuts(!isOn);
    setIsOn(!isOn);
  }

  return (
    <dialog ref={dialog} className="shortcuts" aria-labelledby="shortcuts-title" onClose={close}>
      <header>
        <h2 id="shortcuts-title">{t("shortcuts.title")}</h2>
        <button type="button" className="iconbtn" aria-label={t("close")} title={t("close")} onClick={close}>
          <X className="ic" aria-hidden />
        </button>
      </header>
      <dl>
        {list.map(([keys, does]) => (
          <div key={does}>
            <dt>{keys.map((key, i) => <kbd key={i}>{key}</kbd>)}</dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={isOn} onChange={toggle} />
        {t("shortcuts.on")}
      </label>
    </dialog>
  );
}
