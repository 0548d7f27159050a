/** How many members stand above the table; the rest stand below. */

export function upperRow(members: number): number {
  return Math.ceil(members / 2);
}

/** Three in a row need room: cards are never narrower than 300 px, so the row scrolls. */
export function isWide(members: number): boolean {
  return members === 5 || members === 6;
}

/** From seven on, cards show their header and footer only; the opinion opens in focus view. */
export function isCompact(members: number): boolean {
  return members >= 7;
}
