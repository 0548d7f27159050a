/** Whether an answer was good: said, said otherwise, or taken back. */
import { ThumbsDown, ThumbsUp } from "lucide-react";
import type { Feedback } from "../../api/types";
import { t } from "../../ui/t";

export interface Rating {
  said: Feedback;
  say: (said: Feedback) => void;
}

const thumbs = [["up", ThumbsUp], ["down", ThumbsDown]] as const;

export function Thumbs({ said, say }: Rating) {
  return thumbs.map(([thumb, Icon]) => {
    const isSaid = said.thumb === thumb;
    const label = t(`feedback.${thumb}`);
    return (
      <button
        key={thumb}
        type="button"
        className="iconbtn"
        aria-label={label}
        title={label}
        aria-pressed={isSaid}
        onClick={() => say({ ...said, thumb: isSaid ? null : thumb })}
      >
        <Icon className="ic" aria-hidden />
      </button>
    );
  });
}
