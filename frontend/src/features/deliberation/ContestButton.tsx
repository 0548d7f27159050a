/** Opens the contest of a point, with the sentence that is selected in the answer. */
import { MessageCircleQuestionMark } from "lucide-react";
import { useState } from "react";
import { t } from "../../ui/t";
import { ContestDialog, selectedIn } from "./ContestDialog";
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
      {selected !== null && <ContestDialog id={id} selected={selected} claims={claims} close={() => setSelected(null)} />}
    </>
  );
}
