/** The letter and hue of a place in the council; the chair's is a section mark in brass. */

const hues = ["m-a", "m-b", "m-c", "m-d", "m-e", "m-f"] as const;

export function hueOf(place: number): string {
  return hues[place % hues.length] ?? "m-f";
}

/** Two roles with one initial get two letters, so that every place has its own. */
export function lettersOf(roles: string[]): string[] {
  const first = roles.map((role) => initial(role));
  return roles.map((role, i) => {
    const isAlone = first.every((letter, j) => j === i || letter !== first[i]);
    return isAlone ? initial(role) : initial(role) + ([...role][1] ?? "");
  });
}

export function Monogram({ letter, isMini = false }: { letter: string; isMini?: boolean }) {
  return <span className={isMini ? "mono mini" : "mono"} aria-hidden="true">{letter}</span>;
}

export function ChairMark({ isMini = false }: { isMini?: boolean }) {
  return <span className={`mono round m-chair${isMini ? " mini" : ""}`} aria-hidden="true">§</span>;
}

function initial(role: string): string {
  return ([...role][0] ?? "?").toUpperCase();
}
