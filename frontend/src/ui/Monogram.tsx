/** The letter and hue of a place in the council; the chair's is a section mark in brass. */

const hues = ["m-a", "m-b", "m-c", "m-d", "m-e", "m-f"] as const;

export function hueOf(place: number): string {
  return hues[place % hues.length] ?? "m-f";
}

/** Two roles with one initial get the letter too in which they differ, namesakes a number: every
 * place has its own. */
export function lettersOf(roles: string[]): string[] {
  return roles.map((role, i) => {
    const rivals = roles.filter((other, j) => j !== i && initial(other) === initial(role));
    if (rivals.length === 0) return initial(role);
    if (rivals.includes(role)) return initial(role) + (roles.slice(0, i).filter((other) => other === role).length + 1);
    const letter = [...role].slice(1).find((one, j) => rivals.every((other) => [...other][j + 1] !== one));
    return initial(role) + (letter ?? [...role][1] ?? "");
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
