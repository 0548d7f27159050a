/** What of a model's Markdown may reach the page: no raw HTML, no image, no link but the web's and mail's. */
import type { Nodes, Parents, PhrasingContent } from "mdast";
import type { Options as SanitizeOptions } from "rehype-sanitize";
import { defaultSchema } from "rehype-sanitize";

const allowedProtocols = ["http:", "https:", "mailto:"];

export const schema: SanitizeOptions = {
  ...defaultSchema,
  clobberPrefix: "", // footnotes are prefixed per text, by remark-rehype
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => !["img", "picture", "source"].includes(name)),
  protocols: { href: allowedProtocols.map((protocol) => protocol.slice(0, -1)) },
};

/** The address if it may be followed, else nothing. `#…` leads to a footnote of the same text. */
export function keepSafeUrl(url: string): string | undefined {
  if (/^#[\w-]*fn/.test(url)) return url;
  if (!/^[a-z]+:/i.test(url) || !URL.canParse(url)) return undefined;
  return allowedProtocols.includes(new URL(url).protocol) ? url : undefined;
}

/** A remote image would tell its host who reads: images become links. */
export function linkImages() {
  return (tree: Nodes) => {
    if ("children" in tree) linkImagesIn(tree, false);
  };
}

function linkImagesIn(parent: Parents, isInLink: boolean): void {
  parent.children.forEach((child, i) => {
    if (child.type === "image" || child.type === "imageReference") {
      const text: PhrasingContent = { type: "text", value: child.alt?.trim() || "image" };
      const url = child.type === "image" ? child.url : null;
      parent.children[i] = isInLink || url === null ? text : { type: "link", url, children: [text] };
    } else if ("children" in child) {
      linkImagesIn(child, isInLink || child.type === "link" || child.type === "linkReference");
    }
  });
}
