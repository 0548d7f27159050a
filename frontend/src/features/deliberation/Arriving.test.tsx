import { render } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Arriving } from "./Arriving";

it("lets one part arrive after the other, and hides none for good", async () => {
  const { container } = render(<Arriving><p>All of it.</p></Arriving>);
  const screen = container.firstElementChild;
  const looks = new Set([screen?.className]);
  new MutationObserver(() => looks.add(screen?.className)).observe(container, { subtree: true, attributes: true });
  await vi.waitFor(() => expect(screen?.className).toBe("live"));
  await vi.waitFor(() => expect([...looks]).toEqual(["live arrived-0", "live arrived-1", "live arrived-2", "live"]));
  expect(screen?.textContent).toBe("All of it.");
});
