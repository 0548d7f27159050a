/** How often a growing text is drawn anew: less often where drawing takes long, so that the page stays answerable. */

export const gathering = 50; // what belongs together is drawn together
const repaintEvery = 125;
const slowest = 400; // so that the text is seen to arrive
const timesDrawing = 5; // of the time between two repaints, drawing may take a fifth

/** All in milliseconds: from now until what has come may be drawn, after a repaint that was told then and shown then. */
export function waitUntilNext(now: number, toldAt: number, shownAt: number): number {
  const took = Math.max(0, shownAt - toldAt);
  return toldAt + Math.min(slowest, Math.max(repaintEvery, timesDrawing * took)) - now;
}
