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

it("leaves nothing of what it counted when an opinion is given", () => {
  const attempts = [{ number: 1, model: "p:m", started_at: "2026-03-02T12:00:00Z", end: "running" }];
  const speaking = { status: "speaking", text: "salt ", seconds: null, usage: null, cost_usd: null, attempts, is_partial: false };
  const after = (seconds: number) => Date.parse("2026-03-02T12:00:00Z") + seconds * 1_000;
  const { container, rerender } = render(<Measures voice={speaking as unknown as Voice} now={after(9)} />);
  for (const words of [9, 10, 40]) {
    rerender(<Measures voice={{ ...speaking, text: "salt ".repeat(words) } as unknown as Voice} now={after(words)} />);
    expect(container.textContent).toBe(`${words} s${words} words`);
  }
  const given = { ...speaking, status: "given", seconds: 40, usage: { input_tokens: 0, output_tokens: 80, is_estimated: false } };
  rerender(<Measures voice={given as unknown as Voice} now={after(41)} />);
  expect(container.textContent).toBe("40.0 s80 tokens2/s");
});

it("tells the tokens an opinion took, and none where it was taken over", () => {
  expect(measured(200)).toBe("4.0 s200 tokens50/s");
  expect(measured(0)).toBe("4.0 s");
});
