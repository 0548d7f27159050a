/** Browser tests of the whole stack, as `manage.py up` starts it, in the system's Chromium. */
import { defineConfig, devices } from "@playwright/test";
import { browserFlags, findChromium } from "./e2e/support/chromium";
import { rehearsalServer, stackServer, webUrl } from "./e2e/support/stack";

const isCi = Boolean(process.env["CI"]);
const chromium = findChromium(isCi);

export default defineConfig({
  testDir: "e2e",
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}", // the same on every system
  testIgnore: process.env["PICTURES"] ? [] : ["record.spec.ts"], // made on demand
  ...(chromium === null && { testMatch: "budgets.spec.ts" }), // the one that needs no browser
  webServer: chromium === null ? [] : [rehearsalServer, stackServer],
  workers: 1, // one stack for all, and a browser takes a core
  fullyParallel: false,
  forbidOnly: isCi,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    baseURL: webUrl,
    locale: "en-GB",
    trace: isCi ? "off" : "retain-on-failure",
    launchOptions: { executablePath: chromium ?? "", args: browserFlags() },
  },
});
