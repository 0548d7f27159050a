/** For what cannot be undone: the first press asks whether that is meant, the second does it. */
import { useState } from "react";

interface Props {
  words: string;
  /** What it says once it was pressed. */
  armedWords: string;
  /** What it is called before, where its words do not say of what it is. */
  label: string;
  isDisabled?: boolean;
  act: () => void;
}

export function ArmedButton({ words, armedWords, label, isDisabled = false, act }: Props) {
  const [isArmed, setIsArmed] = useState(false);
  return (
    <button
      type="button"
      className={isArmed ? "btn sm armed" : "btn sm quiet"}
      {...(!isArmed && { "aria-label": label })}
      disabled={isDisabled}
      onClick={() => (isArmed ? act() : setIsArmed(true))}
      onBlur={() => setIsArmed(false)}
    >
      {isArmed ? armedWords : words}
    </button>
  );
}
