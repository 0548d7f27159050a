/** Nothing on the live screen moves by itself: not while voices speak, and not when a state changes. */
import { narrow } from "./support/accessible";
import { expectAnswer, submit } from "./support/council";
import { shiftsOf, watchShifts } from "./support/shifts";
import { expect, test } from "./support/test";

const wide = { width: 1440, height: 900 };
const medium = { width: 1024, height: 900 };
const unhurried = { members: ["crawl:60*"], chair: ["crawl:60*"] }; // so that each state is seen

const runs = [
  { what: "everybody speaks", query: "Why is the sea salty?", size: wide },
  { what: "everybody speaks, on a tablet", query: "Why is the sea salty?", size: medium },
  { what: "everybody speaks, on a phone", query: "Why is the sea salty?", size: narrow },
  { what: "one is asked again after a wait", query: "Why is the sea salty? [rehearse: gpt-oss-120b=429:3,ok]", size: wide },
  { what: "one falls back in mid-speech", query: "Why is the sea salty? [rehearse: gpt-oss-120b=cut:60*]", size: wide },
  { what: "one falls back in mid-speech, on a phone", query: "Why is the sea salty? [rehearse: gpt-oss-120b=cut:60*]", size: narrow },
  { what: "members judge one another", query: "Why is the sea salty?", size: wide, strategy: "peer_review" },
];

for (const { what, query, size, strategy } of runs) {
  test(`nothing moves while ${what}`, async ({ page, rehearsal }) => {
    await rehearsal.fail(unhurried);
    await page.setViewportSize(size);
    await watchShifts(page);
    const id = await submit(page.request, query, "general", strategy);
    await page.goto(`/d/${id}`);
    await expectAnswer(page, /Full|Degraded/);
    expect(await shiftsOf(page)).toEqual([]);
  });
}

for (const [where, size] of [["", wide], [", on a phone", narrow]] as const) {
  test(`nothing moves while Ask is opened in a rehearsal${where}`, async ({ page }) => {
    await page.setViewportSize(size);
    await watchShifts(page);
    await page.route(/\/api\/providers\//, async (route) => {
      await page.getByRole("radio", { name: /General/ }).waitFor();
      await route.continue();
    });
    await page.goto("/");
    await expect(page.getByText("This is a rehearsal.")).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(await shiftsOf(page)).toEqual([]);
  });
}

for (const [where, size] of [["", wide], [", on a tablet", medium]] as const) {
  test(`a member that abstains folds, and nothing else moves${where}`, async ({ page, rehearsal }) => {
    await rehearsal.fail(unhurried);
    await page.setViewportSize(size);
    await watchShifts(page);
    await page.goto(`/d/${await submit(page.request, "Who is silent? [rehearse: Llama-3.3-70B-Instruct=hang]")}`);
    await expectAnswer(page, "Degraded");
    await expect(page.locator(".card.s-abstained")).toHaveCount(1);
    const moved = (await shiftsOf(page)).flatMap((shift) => shift.moved);
    expect(moved.filter((what) => !/^article\S+\.s-abstained > /.test(what))).toEqual([]);
  });
}

test("what moves for ever seldom begins anew, which the whole page is gone through for", async ({ page, rehearsal }) => {
  await rehearsal.fail(unhurried);
  await page.goto(`/d/${await submit(page.request, "Why is the sea salty?")}`);
  await page.waitForFunction(() => document.querySelector(".card.s-speaking .growing > *") !== null);
  const rounds = await page.evaluate(() => document.getAnimations()
    .map(({ effect }) => effect?.getComputedTiming())
    .filter((timing) => timing?.iterations === Infinity)
    .map((timing) => Number(timing?.duration)));
  expect(rounds).not.toEqual([]);
  expect(Math.min(...rounds)).toBeGreaterThanOrEqual(10_000);
});
