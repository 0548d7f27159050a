import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { Council, Estimate } from "../../api/types";
import { estimateLine } from "./estimates";
import { StrategyPicker } from "./StrategyPicker";

const council = { strategy: "panel" } as Council;
const estimates: Estimate[] = [
  { strategy: "adaptive", calls: { fewest: 3, most: 7 }, seconds: null, cost_usd: null, measured: 0 },
  { strategy: "panel", calls: { fewest: 4, most: 4 }, seconds: 24.4, cost_usd: "0.02", measured: 9 },
];

afterEach(cleanup);

it("begins with the council's own, and says so", () => {
  render(<StrategyPicker council={council} estimates={estimates} chosen="" choose={() => {}} />);
  const [first] = screen.getAllByRole<HTMLInputElement>("radio", { hidden: true });
  expect(first?.checked).toBe(true);
  expect(first?.closest("label")?.textContent).toContain("as the council has it");
});

it("tells another by name and the council's own by nothing", async () => {
  const choose = vi.fn<(strategy: string) => void>();
  const { rerender } = render(<StrategyPicker council={council} estimates={estimates} chosen="" choose={choose} />);
  const radios = screen.getAllByRole("radio", { hidden: true });
  await userEvent.click(radios[1] as HTMLElement);
  rerender(<StrategyPicker council={council} estimates={estimates} chosen="adaptive" choose={choose} />);
  await userEvent.click(radios[0] as HTMLElement);
  expect(choose.mock.calls).toEqual([["adaptive"], [""]]);
});

it("says what is known and nothing else", () => {
  expect(estimates.map((estimate) => estimateLine(estimate).replaceAll("\u00a0", " "))).toEqual(["3 to 7 calls", "about 4 calls, 24 s, $0.0200"]);
});
