import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Markdown } from "./Markdown";
import { withDollars } from "./useMath";

afterEach(cleanup);

// the test document does not say that it is in standards mode, which temml asks for
Object.defineProperty(document, "compatMode", { value: "CSS1Compat" });

describe("withDollars", () => {
  it.each([
    ["So \\(a+b\\) holds", "So $$a+b$$ holds"],
    ["The area is $\\pi r^2$.", "The area is $$\\pi r^2$$."],
    ["`$a^1$` but $a^2$", "`$a^1$` but $$a^2$$"],
    ["for every $n$, too", "for every $$n$$, too"],
  ])("reads %s", (written, read) => {
    expect(withDollars(written)).toBe(read);
  });

  it.each(["from $5 to $10", "It costs $5.", "`$x^2$` as code", "US$5 and A$6", "$$x$$"])("leaves %s alone", (text) => {
    expect(withDollars(text)).toBe(text);
  });
});

describe("math in Markdown", () => {
  it("becomes MathML inline, and has its own line when displayed", async () => {
    const { container } = render(<Markdown text={"Inline $$a^2$$ here.\n\n\\[ b^2 \\]"} />);
    await waitFor(() => expect(container.querySelector("math msup")).not.toBeNull());
    expect(container.querySelector(".display")?.textContent).toBe("b^2"); // no style on MathML in this DOM
  });

  it("carries no link, class or style of the formula's own", async () => {
    const text = "$$\\href{javascript:alert(1)}{x}$$ $$\\class{banner}{y}$$ $$\\includegraphics{https://evil.example/p}$$ $$a$$";
    const { container } = render(<Markdown text={text} />);
    await waitFor(() => expect(container.querySelector("math")).not.toBeNull());
    expect(container.querySelector("a, img, [href], [src], .banner")).toBeNull();
  });

  it("stays as written when it cannot be read", async () => {
    const { container } = render(<Markdown text={"$$\\frac{1$$ and $$c$$"} />);
    await waitFor(() => expect(container.querySelector("math")).not.toBeNull());
    expect(container.textContent).toContain("\\frac{1");
  });

  it("does not expand without end", async () => {
    const { container } = render(<Markdown text={"$$\\def\\a{\\a\\a}\\a$$ and $$c$$"} />);
    await waitFor(() => expect(container.querySelector("math")).not.toBeNull());
  });
});
