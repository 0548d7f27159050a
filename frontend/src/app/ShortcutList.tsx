/** Which keys do what, by where they work, and a way to switch the single ones off. */
import { Modal } from "../ui/Modal";
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
    [["G", "Q"], "quality"],
    [["G", "S"], "settings"],
    [["?"], "shortcuts.list"],
  ]],
];

export function ShortcutList({ close }: { close: () => void }) {
  const [isOn, turn] = useShortcutSwitch();

  return (
    <Modal title={t("shortcuts.title")} look="shortcuts" close={close}>
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
    </Modal>
  );
}
