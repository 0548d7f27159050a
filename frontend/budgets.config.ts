/** `make budgets`: what the interface costs in the browser, measured on demand and told as a table. */
import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

export default defineConfig(base, {
  testDir: "e2e/budgets",
  testMatch: "*.measure.ts",
  timeout: 900_000,
  reporter: [["./e2e/budgets/table.ts"]],
  use: { ...base.use, trace: "off" }, // it walks through the whole page and would be measured with it
});
