import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Measures } from "./Measures";
import type { Voice } from "./voice";

function measured(output_tokens: number): string | null {
  const usage = { input_tokens: 0, output_tokens, is_estimated: false };
  const voice = { status: "given", text: "Salt.", seconds: 4, usage, cost_usd: null, attempts: [], is_partial: false } as unknown as Voice;
  return render(<Measures voice={voice} now={0} />).container.textContent;
}

afterEach(cleanup);

it("tells the tokens an opinion took, and none where it was taken over", () => {
  expect(measured(200)).toBe("4.0 s200 tokens50/s");
  expect(measured(0)).toBe("4.0 s");
});
