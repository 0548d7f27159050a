/** The two texts beside each other, passage by passage, with the words that only one has marked in it, if any are. */
import { memo } from "react";
import { CopyButton } from "../../../ui/CopyButton";
import { ChairMark, hueOf, Monogram } from "../../../ui/Monogram";
import type { Pair, Stretch } from "./compareWording";
import type { Text } from "./texts";
import { useNear } from "./useNear";
import { say } from "./words";

interface Props {
  left: Text;
  right: Text;
  letters: string[];
  pairs: Pair[];
  isWhole: boolean;
  isMarked: boolean;
}

export function Columns({ left, right, letters, pairs, isWhole, isMarked }: Props) {
  return (
    <div className="wordings" aria-busy={!isWhole}>
      <Column side="left" text={left} letter={letters[left.place]} pairs={pairs} isMarked={isMarked} />
      <Column side="right" text={right} letter={letters[right.place]} pairs={pairs} isMarked={isMarked} />
    </div>
  );
}

interface ColumnProps {
  side: "left" | "right";
  text: Text;
  letter: string | undefined;
  pairs: Pair[];
  isMarked: boolean;
}

function Column({ side, text, letter, pairs, isMarked }: ColumnProps) {
  const id = `wording-${side}`;
  return (
    <article className={letter === undefined ? "m-chair" : hueOf(text.place)} style={{ gridRow: `span ${pairs.length + 1}` }} aria-labelledby={id}>
      <header>
        {letter === undefined ? <ChairMark /> : <Monogram letter={letter} />}
        <div>
          <h2 id={id}>{text.name}</h2>
          <p>{text.model}{text.isPartial && ` · ${say("partial")}`}</p>
        </div>
        <CopyButton text={text.text} label={say("copy", { name: text.name })} />
      </header>
      {pairs.map((pair, i) => <Passage key={i} side={side} stretches={pair[side]} isMarked={isMarked} />)}
    </article>
  );
}

/** Its words always; its marks, of which long texts have ten thousands, once it is near. */
const Passage = memo(function Passage({ side, stretches, isMarked }: { side: "left" | "right"; stretches: Stretch[]; isMarked: boolean }) {
  const [isNear, watch] = useNear();
  const Mark = side === "left" ? "del" : "ins";
  return (
    <p ref={watch} dir="auto" className="passage">
      {isMarked && isNear
        ? stretches.map(({ text, isOnlyHere }, i) => (isOnlyHere ? <Mark key={i}>{text}</Mark> : text))
        : stretches.map(({ text }) => text).join("")}
    </p>
  );
});
