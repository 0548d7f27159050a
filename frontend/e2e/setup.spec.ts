/** From the rehearsal to a real council, and from nobody to somebody: a stack of its own. */
import type { Page } from "@playwright/test";
import { expectAccessible, expectAccessibleAnywhere, narrow } from "./support/accessible";
import { card, chair, expectAnswer, readWhenOver } from "./support/council";
import type { OwnStack } from "./support/ownStack";
import { admin, startOwnStack } from "./support/ownStack";
import { expect, test } from "./support/test";

const wrong = "hf_canarykey_that_is_invalid_0000"; // as the upstream has it
const right = "hf_canarykey_that_sets_it_up_x7Qz";
const patience = 3_000; // ms a verdict may take

let stack: OwnStack;

test.describe.configure({ mode: "serial" });
test.use({ expected: { mishap: /40[019]/ } }); // who has not signed in, and what is refused

test.beforeAll(async () => {
  test.setTimeout(120_000);
  stack = await startOwnStack({ GEMINI_BASE_URL: "http://127.0.0.1:9" }); // nobody is there
});
test.afterAll(() => stack.stop());

async function signIn(page: Page, wanted = "/"): Promise<void> {
  await page.goto(stack.url + wanted);
  await page.waitForURL(/\/sign-in\?next=/);
  await page.getByLabel("Name").fill(admin.name);
  await page.getByLabel("Password").fill(admin.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(stack.url + wanted);
}

/** Moves on with Tab until that is in focus, as one does who has no mouse. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page.locator(":focus").and(page.getByRole("link", { name }).or(page.getByRole("button", { name })).or(page.getByLabel(name)));
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if ((await wanted.count()) > 0) return;
  }
  throw new Error(`Nothing named ${name} is reached by Tab`);
}

test("who has not signed in is led to the sign-in, and back", async ({ page }) => {
  await page.goto(`${stack.url}/history`);
  await page.waitForURL(/\/sign-in\?next=%2Fhistory$/);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expectAccessibleAnywhere(page);
  await page.getByLabel("Name").fill(admin.name);
  await page.getByLabel("Password").fill("another");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("You are not signed in.");
  await page.getByLabel("Password").fill(admin.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${stack.url}/history`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await page.getByRole("button", { name: "Account: dora" }).click();
  await expect(page.getByRole("link", { name: "Administration" })).toHaveAttribute("href", "/admin/");
  await expectAccessible(page);
  await page.setViewportSize(narrow);
  await page.getByRole("button", { name: "Account: dora" }).click();
  await expect(page.getByRole("link", { name: "Administration" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);
  expect((await page.request.get(`${stack.url}/api/deliberations/`)).status()).toBe(401);
});

test("a key whose provider is not reached ends no rehearsal, and the page says so", async ({ page }) => {
  await signIn(page, "/setup");
  const keys = page.getByRole("list", { name: "Keys of Google Gemini" });
  await page.getByLabel("Gemini API key").fill("canarykey-of-nobody-x7Qz");
  await page.keyboard.press("Enter");
  await expect(keys.getByText("Not reached")).toBeVisible({ timeout: patience });
  await expect(page.getByText("Members go on being played")).toBeVisible();
  await expectAccessibleAnywhere(page);
  await page.goto(stack.url);
  await expect(page.getByText("This is a rehearsal.")).toBeVisible();
  await page.goto(`${stack.url}/setup`);
  await keys.getByRole("button", { name: /^Remove/ }).click();
  await keys.getByRole("button", { name: "Remove for good" }).click();
  await expect(page.getByText("Members go on being played")).toHaveCount(0);
});

test("no key, banner, set-up, paste, verdict, a real council: by the keyboard alone", async ({ page }) => {
  await signIn(page);
  await expect(page.getByText("This is a rehearsal.")).toBeVisible();
  await expectAccessibleAnywhere(page);
  await tabTo(page, "Set up a real council");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Set up a real council" })).toBeVisible();
  const making = page.getByRole("link", { name: /^Make a token at Hugging Face/ });
  await expect(making).toHaveAttribute("href", /ownUserPermissions=inference\.serverless\.write&tokenType=fineGrained$/);
  await expectAccessibleAnywhere(page);

  await tabTo(page, "Hugging Face token");
  const keys = page.getByRole("list", { name: "Keys of Hugging Face" });
  await page.keyboard.insertText(wrong);
  await page.keyboard.press("Enter");
  await expect(keys.getByText("Refused")).toBeVisible({ timeout: patience });
  await expect(keys).toContainText("Copy it whole");
  await expectAccessibleAnywhere(page);
  await expect(page.getByRole("link", { name: "Ask the council" })).toHaveCount(0);
  await tabTo(page, /^Remove Saved key/);
  await page.keyboard.press("Enter");
  await expect(keys.getByRole("button", { name: "Remove for good" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(keys.getByRole("listitem")).toHaveCount(0);

  const field = page.getByLabel("Hugging Face token");
  await expect(field).toBeFocused();
  await page.keyboard.insertText(right);
  await page.keyboard.press("Enter");
  await expect(keys.getByText("Valid", { exact: true })).toBeVisible({ timeout: patience });
  await expect(field).toHaveValue("");
  await expect(page.getByText("The rehearsal has ended: a real council can be asked.")).toBeVisible();
  expect(await page.content()).not.toContain(right);
  await expectAccessibleAnywhere(page);

  await page.getByRole("link", { name: "Ask the council" }).focus();
  await page.keyboard.press("Enter");
  const box = page.getByRole("textbox", { name: "Your query" });
  await expect(box).toBeFocused();
  await expect(page.getByText("This is a rehearsal.")).toHaveCount(0);
  await page.keyboard.type("Why is the sea salty?");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\/[\w-]+$/);
  await expectAnswer(page, "Full");
  await expect(card(page, "Reasoner")).toBeVisible();
  const asked = await readWhenOver(page.request, page.url().replace(/^.*\/d\//, ""), stack.url);
  expect(asked).toMatchObject({ outcome: "full", rehearsal: false });
});

const faults = [
  { fault: "403*", verdict: "Not permitted", mend: "tick “Make calls to Inference Providers”" },
  { fault: "402*", verdict: "No credit left", mend: "Add credit" },
  { fault: "hang*", verdict: "Valid", mend: "" },
];

for (const { fault, verdict, mend } of faults) {
  test(`a test with ${fault} says “${verdict}” in three seconds`, async ({ page, rehearsal }) => {
    await signIn(page, "/setup");
    const keys = page.getByRole("list", { name: "Keys of Hugging Face" });
    const press = keys.getByRole("button", { name: /^Test/ });
    await expect(press).toBeVisible(); // that the page is there is not the verdict's time
    await rehearsal.fail({ "*": [fault] });
    const answered = page.waitForResponse(/\/test\/$/);
    const began = Date.now();
    await press.click();
    await answered;
    expect(Date.now() - began).toBeLessThan(patience);
    await expect(keys.locator(".state")).toHaveText(verdict);
    await expect(keys).toContainText(mend);
  });
}

test("where every key is refused the page of the failure leads to the keys", async ({ page, rehearsal }) => {
  await signIn(page);
  await rehearsal.fail({ "*": ["401*"] });
  await page.getByRole("textbox", { name: "Your query" }).fill("Is anybody there?");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\/[\w-]+$/);
  await expect(page.getByRole("alert").filter({ hasText: "Quorum not reached." })).toContainText("mend what failed");
  await expectAccessible(page);
  await chair(page).getByRole("link", { name: "To the keys" }).click();
  await expect(page.getByRole("heading", { name: "Set up a real council" })).toBeVisible();
});

test("an Ollama is not found, told how to get, and found", async ({ page }) => {
  await signIn(page, "/setup");
  const ollama = page.getByRole("region", { name: "Ollama" });
  await expect(ollama.getByText("Not found")).toBeVisible();
  await expect(ollama.locator("code")).toHaveText(/^ollama pull [\w.:-]+$/);
  await expectAccessibleAnywhere(page);
  await stack.startOllama();
  await ollama.getByRole("button", { name: "Look again" }).click();
  await expect(ollama.getByText("Found", { exact: true })).toBeVisible();
  await expect(ollama.getByRole("row", { name: /qwen3:8b/ })).toContainText("reasoning");
  await expectAccessibleAnywhere(page);
});
