/** GitHub's Markdown, read only: remark-gfm also brings what writes it, which nobody here calls. */
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

interface Extensions {
  micromarkExtensions?: unknown[];
  fromMarkdownExtensions?: unknown[];
}

const syntax = gfm();
const tree = gfmFromMarkdown();

/** Once for each block that is parsed, which is often while a text grows. */
function readGfm(this: { data: () => object }): void {
  const extensions: Extensions = this.data();
  (extensions.micromarkExtensions ??= []).push(syntax);
  (extensions.fromMarkdownExtensions ??= []).push(tree);
}

export const remarkGfm = readGfm;
