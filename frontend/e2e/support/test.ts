/** What every browser test has: a rehearsal without faults, and an eye on what must never happen. */
import type { BrowserContext } from "@playwright/test";
import { test as base, expect } from "@playwright/test";
import { Rehearsal } from "./rehearsal";
import { readLog } from "./stack";

export { expect };

interface Fixtures {
  /** What may happen in this test: who cuts the network sees requests fail. */
  expected: { mishap: RegExp };
  rehearsal: Rehearsal;
  mishaps: string[];
}

export const test = base.extend<Fixtures>({
  expected: [{ mishap: /^(?!)/ }, { option: true }],

  rehearsal: [
    async ({ request }, hand) => {
      const rehearsal = new Rehearsal(request);
      await rehearsal.clear();
      await hand(rehearsal);
    },
    { auto: true },
  ],

  mishaps: [
    async ({ context, expected }, hand, info) => {
      const mishaps: string[] = [];
      await watch(context, mishaps);
      await hand(mishaps);
      if (info.errors.length > 0) await info.attach("log of the stack", { body: readLog().slice(-20_000) });
      expect(mishaps.filter((mishap) => !expected.mishap.test(mishap)), "mishaps in the browser").toEqual([]);
    },
    { auto: true },
  ],
});

/** CSP reports, page errors, console errors and failed requests, in every tab. */
export async function watch(context: BrowserContext, mishaps: string[]): Promise<void> {
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`CSP report: ${event.violatedDirective} ${event.blockedURI}`); // oxlint-disable-line no-console -- heard below
    });
  });
  context.on("weberror", (error) => mishaps.push(`page error: ${error.error().message}`));
  context.on("console", (message) => {
    if (message.type() === "error" || /Content.Security.Policy/i.test(message.text())) mishaps.push(`console: ${message.text()}`);
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") mishaps.push(`request: ${request.url()} ${reason}`); // a page left takes its requests with it
  });
}
