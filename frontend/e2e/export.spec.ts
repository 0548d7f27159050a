/** A deliberation is taken along: the files are read back and hold what was said. */
import { readFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { ask, expectAnswer, read, readWhenOver, submit } from "./support/council";
import { expect, test } from "./support/test";

interface Log {
  format: string;
  id: string;
  events: { seq: number; type: string }[];
}

test("the Markdown holds all that was said, the JSON is the event log", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["It is so.\n\n```python\nprint('never closed')"] });
  const id = await ask(page, "Is it `so`? [rehearse: chair=503,ok]");
  await expectAnswer(page, "Full");
  const { opinions, synthesis } = await read(page.request, id);

  const document = await download(page, "Export Markdown");
  expect(document.suggestedFilename()).toBe(`council-is-it-so-rehearse-chair503ok-${id.slice(0, 8)}.md`);
  const text = await textOf(document);
  expect(text).toContain("# Is it \\`so\\`? \\[rehearse: chair=503,ok\\]");
  expect(text).toContain("**Rehearsal: scripted voices, no answer.**");
  expect(text).toContain("**Full.** Every member gave an opinion.");
  for (const said of [synthesis?.text ?? "", ...opinions.map((opinion) => opinion.text)]) {
    expect(said).not.toBe("");
    expect(text).toContain(said.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n"));
  }
  for (const section of ["## Opinions", "## Models", "## Receipt"]) expect(text).toContain(`\n${section}\n`);

  const log = JSON.parse(await textOf(await download(page, "Export JSON"))) as Log;
  expect([log.format, log.id]).toEqual(["ai-council/deliberation", id]);
  expect(log.events).toEqual(await eventsOf(page, id));
});

test("everything is exported at once, in one archive", async ({ page }) => {
  const id = await submit(page.request, "Is this in the archive?");
  await readWhenOver(page.request, id);
  const answer = await page.request.get("/api/deliberations/export/");

  expect(answer.headers()["content-type"]).toBe("application/zip");
  const archive = await answer.body();
  expect(archive.subarray(0, 2).toString()).toBe("PK");
  for (const ending of ["md", "json"]) expect(archive.includes(`council-is-this-in-the-archive-${id.slice(0, 8)}.${ending}`)).toBe(true);
});

async function download(page: Page, what: string): Promise<Download> {
  await page.getByRole("button", { name: "Export and share" }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: what }).click()]);
  return file;
}

async function textOf(file: Download): Promise<string> {
  return readFileSync(await file.path(), "utf8");
}

/** As whoever connects late is told them. */
async function eventsOf(page: Page, id: string): Promise<unknown[]> {
  const stream = await (await page.request.get(`/api/deliberations/${id}/events/`)).text();
  return [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? "") as unknown);
}
