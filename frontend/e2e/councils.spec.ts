/** Councils of one's own: made from a ready-made one, asked, changed, deleted. */
import type { Page } from "@playwright/test";
import { card, expectAnswer } from "./support/council";
import { expectAccessible, expectFits } from "./support/page";
import { expect, test } from "./support/test";

async function make(page: Page, name: string): Promise<string> {
  const models = ["huggingface:openai/gpt-oss-120b"];
  const members = [{ role: "Cook", models }, { role: "Guest", models }, { role: "Chair", is_chair: true, models }];
  const made = await page.request.post("/api/councils/", { data: { name, members } });
  return ((await made.json()) as { slug: string }).slug;
}

test("a ready-made council is copied, changed, and asked", async ({ page }) => {
  await page.goto("/councils");
  await page.getByRole("link", { name: /^General/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("General");
  await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
  await expect(page.locator(".hop.on")).toHaveCount(4);
  await page.getByRole("link", { name: "Copy" }).click();

  await expect(page.getByLabel("Name")).toHaveValue("General, a copy");
  await page.getByLabel("Name").fill("Kitchen cabinet");
  await page.getByLabel("Strategy").selectOption("Panel");
  const first = page.getByRole("group", { name: "Member 1" });
  await first.getByLabel("Role").fill("Cook");
  await first.getByRole("button", { name: "Ask Gemini 3.1 Flash-Lite earlier" }).click();
  await first.getByLabel("Add a model").fill("ollama:qwen3:8b");
  await page.keyboard.press("Enter");
  await expect(first.getByRole("listitem")).toContainText(["GPT-OSS 120B", "Gemini 3.1", "GPT-OSS 20B", "GPT-OSS 20B", "qwen3:8b"]);
  await page.getByRole("button", { name: "Remove Creative" }).click();
  await page.getByRole("button", { name: "Save" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kitchen cabinet");
  await expect(page.getByRole("region", { name: "Members" })).toContainText("Cook");
  const slug = page.url().split("/").at(-1) ?? "";
  await page.getByRole("button", { name: "Ask this council" }).click();
  await expect(page.getByRole("radio", { name: /^Kitchen cabinet/ })).toBeChecked();
  await page.getByRole("textbox", { name: "Your query" }).fill("What shall we eat?");
  await page.keyboard.press("Enter");
  await expect(card(page, "Cook")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(2);
  await expectAnswer(page, "Full");
  await page.request.delete(`/api/councils/${slug}/`);
});

test.describe("what is refused", () => {
  test.use({ expected: { mishap: /400/ } });

  test("is told at its field, keeps what was written, and is saved once it is mended", async ({ page }) => {
    const slug = await make(page, "Diner");
    await page.goto(`/councils/${slug}`);
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Name").fill("");
    await page.getByLabel("Quorum").fill("9");
    await page.getByLabel("Deadline in seconds").fill("");
    const first = page.getByRole("group", { name: "Member 1" });
    await first.getByLabel("Role").fill("");
    const second = page.getByRole("group", { name: "Member 2" });
    await second.getByRole("button", { name: /^Remove GPT-OSS/ }).click();
    await page.getByRole("button", { name: "Save" }).click();

    await expect(page.getByLabel("Name")).toBeFocused();
    await expect(page.getByLabel("Name")).toHaveAccessibleDescription("Give the council a name.");
    await expect(page.getByLabel("Deadline in seconds")).toHaveAccessibleDescription("Write a number of seconds.");
    await expect(second.getByLabel("Add a model")).toHaveAccessibleDescription("Name a model that may speak.");
    await expect(page.getByRole("alert")).toHaveText("Not saved: 4 fields need mending.");
    await expectAccessible(page);
    const topOf = async (label: string) => (await first.getByLabel(label).boundingBox())?.y;
    expect(await topOf("Good at"), "beside a field with a fault").toBe(await topOf("Role"));

    await first.getByLabel("Role").fill("Cook");
    await page.getByLabel("Name").fill("Late diner");
    await page.getByLabel("Deadline in seconds").fill("60");
    await second.getByLabel("Add a model").fill("huggingface:no/such-model");
    await second.getByRole("button", { name: "Add" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Quorum")).toHaveAccessibleDescription("At most 2: there are no more members.");
    await expect(second.getByLabel("Add a model")).toHaveAccessibleDescription(/There is no language model huggingface:no\/such-model/);

    await page.getByLabel("Quorum").fill("1");
    await second.getByRole("button", { name: "Remove huggingface:no/such-model" }).click();
    await second.getByLabel("Add a model").fill("huggingface:zai-org/GLM-5.2");
    await second.getByRole("button", { name: "Add" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Late diner");
    await page.request.delete(`/api/councils/${slug}/`);
  });
});

test("a council is deleted only after it was asked whether that is meant", async ({ page }) => {
  const slug = await make(page, "Short-lived");
  await page.goto(`/councils/${slug}`);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("dialog", { name: "Delete Short-lived for good?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Delete it" }).click();
  await expect(page).toHaveURL("/councils");
  await expect(page.getByRole("link", { name: /^General/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Short-lived/ })).toHaveCount(0);
});

test("list, council and form are accessible and fit", async ({ page }) => {
  for (const [path, seen] of [["/councils", "Ready-made"], ["/councils/general", "Reasoner"], ["/councils/new?from=general", "Member 3"]] as const) {
    await page.goto(path);
    await expect(page.getByText(seen).first()).toBeVisible();
    await expectAccessible(page);
    await expectFits(page);
  }
});

test.describe("a council that is not there", () => {
  test.use({ expected: { mishap: /404/ } });

  test("is told, with the way to those that are", async ({ page }) => {
    await page.goto("/councils/nowhere");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such council.");
    await page.getByRole("link", { name: "All councils" }).click();
    await expect(page).toHaveURL("/councils");
  });
});
