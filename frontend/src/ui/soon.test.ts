import { expect, it, vi } from "vitest";
import { soon } from "./soon";

it("does jobs in order, each once, but not those called off", async () => {
  const done: number[] = [];
  const callOff = [1, 2, 3].map((job) => soon(() => done.push(job)));
  callOff[1]?.();
  expect(done).toEqual([]);
  await vi.waitFor(() => expect(done).toEqual([1, 3]));
});

it("pauses between jobs that take long, and lets others in", async () => {
  const order: string[] = [];
  const slow = (name: string) => () => {
    const until = performance.now() + 15;
    while (performance.now() < until);
    order.push(name);
  };
  soon(slow("first"));
  soon(slow("second"));
  setTimeout(() => order.push("the page"));
  await vi.waitFor(() => expect(order).toEqual(["first", "the page", "second"]));
});
