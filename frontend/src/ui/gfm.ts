/** GitHub's Markdown, read only: remark-gfm also brings what writes it, which nobody here calls. */
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

interface Extensions {
  micromarkExtensions?: unknown[];
  fromMarkdownExtensions?: unknown[];
}

function readGfm(this: { data: () => object }): void {
  const extensions: Extensions = this.data();
  (extensions.micromarkExtensions ??= []).push(gfm());
  (extensions.fromMarkdownExtensions ??= []).push(gfmFromMarkdown());
}

export const remarkGfm = readGfm;
