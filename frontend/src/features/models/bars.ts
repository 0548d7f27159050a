/** Stacked bars of one day: where each part stands, in the chart's own units. */
import type { Bar } from "../../api/providers";

export const chart = { width: 480, height: 76 };
const base = 75.2;
const room = base - 4;
const least = 3.4; // so that one failure among a hundred is seen
const gap = 0.8;

export type Part = "given" | "late" | "failed" | "none";

interface Piece {
  part: Part;
  x: number;
  y: number;
  width: number;
  height: number;
}

const parts = ["given", "late", "failed"] as const;

export function piecesOf(bars: Bar[]): Piece[] {
  const most = Math.max(1, ...bars.map(totalOf));
  const step = chart.width / Math.max(1, bars.length);
  const width = step * 0.74;
  return bars.flatMap((bar, i) => {
    const x = i * step + (step - width) / 2;
    if (totalOf(bar) === 0) return [{ part: "none" as const, x, y: chart.height - 3, width, height: 3 }];
    return stack(bar, most).map((piece) => ({ ...piece, x, width }));
  });
}

function totalOf({ given, late, failed }: Bar): number {
  return given + late + failed;
}

function stack(bar: Bar, most: number): Pick<Piece, "part" | "y" | "height">[] {
  const there = parts.filter((part) => bar[part] > 0);
  const heights = there.map((part) => Math.max(least, (room * bar[part]) / most - gap));
  const scale = Math.min(1, (room - gap * there.length) / heights.reduce((sum, height) => sum + height, 0));
  let top = base;
  return there.map((part, i) => {
    const height = (heights[i] ?? 0) * scale;
    top -= height;
    const piece = { part, y: top, height };
    top -= gap;
    return piece;
  });
}

/** When each bar began. */
export function beginOf(since: string, barSeconds: number, place: number): string {
  return new Date(Date.parse(since) + place * barSeconds * 1_000).toISOString();
}
