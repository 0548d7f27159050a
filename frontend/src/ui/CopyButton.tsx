/** An icon that copies and for a moment becomes a check mark. */
import { Check, Copy } from "lucide-react";
import { useAnnounce } from "./Announcer";
import { t } from "./t";
import { useCopy } from "./useCopy";

export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const { isCopied, copy } = useCopy();
  const announce = useAnnounce();
  function onClick(): void {
    copy(typeof text === "string" ? text : text());
    announce(t("copied"));
  }
  return (
    <button type="button" className={isCopied ? "iconbtn done" : "iconbtn"} aria-label={label} title={label} onClick={onClick}>
      {isCopied ? <Check className="ic" aria-hidden /> : <Copy className="ic" aria-hidden />}
    </button>
  );
}
