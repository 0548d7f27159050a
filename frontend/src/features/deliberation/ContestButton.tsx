/** Opens the contest of a point, with the sentence that is selected in the answer. */
import { MessageCircleQuestionMark } from "lucide-react";
import { Suspense, useState } from "react";
import { t } from "../../ui/t";
import { ContestDialog } from "./later";
import type { DeliberationView } from "./view";

export function ContestButton({ id, view }: { id: string; view: DeliberationView }) {
  const [selected, setSelected] = useState<string | null>(null);
  const claims = view.claims.map((claim) => claim.text);
  return (
    <>
      <button
        type="button"
        className="iconbtn"
        aria-label={t("contest.open")}
        title={t("contest.open")}
        onClick={() => setSelected(selectedIn(document.getElementById("opinion-chair")))}
      >
        <MessageCircleQuestionMark className="ic" aria-hidden />
      </button>
      {selected !== null && (
        <Suspense>
          <ContestDialog id={id} selected={selected} claims={claims} answer={view.chair?.text ?? ""} close={() => setSelected(null)} />
        </Suspense>
      )}
    </>
  );
}

/** What is selected within this element, in one line; empty where nothing is. */
function selectedIn(element: Element | null): string {
  const selection = getSelection();
  if (!element || !selection?.anchorNode || !element.contains(selection.anchorNode)) return "";
  return selection.toString().replace(/\s+/g, " ").trim().slice(0, 2_000);
}
