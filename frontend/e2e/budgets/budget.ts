/** Three runs, their median, and the budget it is held to. */
import { expect, test } from "../support/test";

export const runs = Number(process.env["RUNS"] ?? 3);

export interface Budget {
  what: string;
  most?: number;
  least?: number;
  unit: string;
  digits?: number;
}

/** The name of each value is the name of its budget. */
export async function hold<Name extends string>(budgets: Record<Name, Budget>, measure: () => Promise<Record<Name, number>>): Promise<void> {
  const measured: Record<Name, number>[] = [];
  for (let run = 0; run < runs; run += 1) measured.push(await measure());
  for (const name of Object.keys(budgets) as Name[]) tell(budgets[name], measured.map((each) => each[name]));
}

function tell({ what, most = Infinity, least = 0, unit, digits = 0 }: Budget, values: number[]): void {
  const median = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  const written = (value: number) => value.toFixed(digits);
  const limit = most < Infinity ? `≤ ${most} ${unit}` : least > 0 ? `≥ ${least} ${unit}` : "none";
  const isOver = !(median <= most && median >= least);
  test.info().annotations.push({ type: "row", description: `| ${what} | ${limit} | ${written(median)} ${unit} (${values.map(written).join(", ")})${isOver ? " **over**" : ""} |` });
  expect.soft(isOver, `${what}: ${median} ${unit}`).toBe(false);
}
