import { expect, it, vi } from "vitest";
import { whenIdle } from "./formats";

it("makes a format once: when it is first needed, or in a pause before", async () => {
  const make = vi.fn(() => "made");
  const needed = whenIdle(make);
  expect(make).not.toHaveBeenCalled();
  expect([needed(), needed()]).toEqual(["made", "made"]);
  whenIdle(make);
  await vi.waitFor(() => expect(make).toHaveBeenCalledTimes(2));
});
