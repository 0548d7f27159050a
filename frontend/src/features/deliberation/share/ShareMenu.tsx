/** What is done with a whole deliberation that is over: copied, taken along as a file, shared. */
import { Check, Copy, FileJson, FileText, Link2, Share2 } from "lucide-react";
import { useState } from "react";
import { deliberationFile, useDocument } from "../../../api/sharing";
import { useAnnounce } from "../../../ui/Announcer";
import { Menu } from "../../../ui/Menu";
import { t } from "../../../ui/t";
import { useCopy } from "../../../ui/useCopy";
import { ShareDialog } from "./ShareDialog";
import { say } from "./words";

export function ShareMenu({ id }: { id: string }) {
  const [isSharing, setIsSharing] = useState(false);
  return (
    <>
      <Menu label={say("open")} icon={<Share2 className="ic" aria-hidden />}>
        <CopyItem id={id} />
        <a href={deliberationFile(id, "markdown")} download><FileText className="ic" aria-hidden />{say("markdown")}</a>
        <a href={deliberationFile(id, "json")} download><FileJson className="ic" aria-hidden />{say("json")}</a>
        <hr />
        <button type="button" onClick={() => setIsSharing(true)}><Link2 className="ic" aria-hidden />{say("share")}</button>
      </Menu>
      {isSharing && <ShareDialog id={id} close={() => setIsSharing(false)} />}
    </>
  );
}

/** The text is there before it is asked for: a browser lets a page copy only at once. */
function CopyItem({ id }: { id: string }) {
  const { data } = useDocument(id);
  const { isCopied, copy } = useCopy();
  const announce = useAnnounce();
  const Icon = isCopied ? Check : Copy;
  function onClick(): void {
    if (data === undefined) return;
    copy(data);
    announce(t("copied"));
  }
  return (
    <button type="button" data-stays disabled={data === undefined} onClick={onClick}>
      <Icon className="ic" aria-hidden />{isCopied ? t("copied") : say("copy")}
    </button>
  );
}
