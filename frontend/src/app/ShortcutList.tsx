/** Which keys do what, by where they work, and a way to switch the single ones off. */
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Key } from "../ui/t";
import { t } from "../ui/t";
import { useShortcutSwitch } from "../ui/useShortcuts";

type Row = [keys: string[], does: Key];

const groups: [title: Key, rows: Row[]][] = [
  ["shortcuts.asking", [
    [["/"], "shortcuts.query"],
    [["Enter"], "shortcuts.send"],
    [["Shift", "Enter"], "shortcuts.line"],
  ]],
  ["shortcuts.watching", [
    [["Esc", "Esc"], "shortcuts.stop"],
    [["1", "…", "9"], "shortcuts.member"],
    [["0"], "shortcuts.chair"],
    [["F"], "shortcuts.focus"],
    [["C"], "shortcuts.copy"],
    [["D"], "shortcuts.compare"],
  ]],
  ["shortcuts.going", [
    [["G", "H"], "history"],
    [["G", "P"], "providers"],
    [["G", "M"], "models"],
    [["G", "C"], "councils"],
    [["G", "J"], "judges"],
    [["G", "S"], "settings"],
    [["?"], "shortcuts.list"],
  ]],
];

export function ShortcutList({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOn, turn] = useShortcutSwitch();

  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);

  return (
    <dialog ref={dialog} className="shortcuts" aria-labelledby="shortcuts-title" onClose={close}>
      <header>
        <h2 id="shortcuts-title">{t("shortcuts.title")}</h2>
        <button type="button" className="iconbtn" aria-label={t("close")} title={t("close")} onClick={close}>
          <X className="ic" aria-hidden />
        </button>
      </header>
      {groups.map(([title, rows]) => (
        <section key={title} aria-labelledby={title}>
          <h3 id={title}>{t(title)}</h3>
          <dl>
            {rows.map(([keys, does]) => (
              <div key={does}>
                <dt>{keys.map((key, i) => <kbd key={i}>{key}</kbd>)}</dt>
                <dd>{t(does)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label>
        <input type="checkbox" checked={isOn} onChange={() => turn(!isOn)} />
        {t("shortcuts.on")}
      </label>
    </dialog>
  );
}
