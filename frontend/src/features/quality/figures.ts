/** How shares and differences are written. */
import type { EvaluatedCouncil, StrategyFigures } from "../../api/evaluations";
import { wordFor as wordOf } from "../../ui/t";
import { say } from "./words";

export function percent(share: number | null, digits = 1): string {
  return share === null ? say("unknown") : say("percent", { percent: (100 * share).toFixed(digits) });
}

/** Percentage points, always with their sign. */
export function points(difference: number): string {
  const value = 100 * difference;
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}

export function decimal(value: number | null): string {
  return value === null ? say("unknown") : value.toFixed(3);
}

/** A strategy with and without the history of its members is two runs. */
function runName(figures: StrategyFigures): string {
  return say("run", { strategy: wordOf("strategy", figures.strategy, figures.strategy), known: figures.are_strengths_known ? say("known") : say("unknown") });
}

/** The runs that any council has, in their order. */
export function runsOf(councils: EvaluatedCouncil[]): string[] {
  return [...new Set(councils.flatMap((council) => council.strategies.map(runName)))];
}

export function figuresOf(council: EvaluatedCouncil, run: string): StrategyFigures | undefined {
  return council.strategies.find((figures) => runName(figures) === run);
}
