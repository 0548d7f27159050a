import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Markdown } from "./Markdown";
import { withNotes } from "./notes";

afterEach(cleanup);

const note = (at: number) => ({ at, node: <sup>*</sup> });

it("counts Unicode characters, not code units", () => {
  const { container } = render(<Markdown text={"\u{1F600} is. So."} notes={[note(5)]} />);

  expect(container.textContent).toBe("\u{1F600} is.* So.");
});

it("stands within emphasis, lists and tables", () => {
  const text = "**bold** end\n\n- one\n\n| a |\n|---|\n| b |";
  const { container } = render(<Markdown text={text} notes={[note(8), note(19), note(35)]} />);

  expect(container.querySelectorAll("sup")).toHaveLength(3);
  expect(container.querySelector("li")?.textContent).toBe("one*");
});

it("lets no model write a sign of its own", () => {
  const { container } = render(<Markdown text={"\uE0000\uE001<data value=0>x</data>"} notes={[note(1)]} />);

  expect(container.querySelectorAll("sup")).toHaveLength(1);
});

it("leaves a text without notes as it is", () => {
  expect(withNotes("So.", [])).toBe("So.");
});
