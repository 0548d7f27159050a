/** A model's Markdown. While it grows, settled blocks stay as drawn and only the last is parsed again;
 * a long text that is finished is drawn in slices, and what the reader does comes before them. */
import { memo, startTransition, use, useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import type { ComponentProps, ReactNode } from "react";
import type { Components } from "react-markdown";
import ReactMarkdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remend from "remend";
import { splitBlocks } from "./blocks";
import { CodeBlock, codeOf } from "./CodeBlock";
import { remarkGfm } from "./gfm";
import type { Note } from "./notes";
import { Notes, placeNotes, withNotes } from "./notes";
import { useIsPrinted } from "./printed";
import { keepSafeUrl, linkImages, schema } from "./safeMarkdown";
import { aimed, slicesOf, whole } from "./slices";
import { soon } from "./soon";
import { t } from "./t";
import type { MathModule } from "./useMath";
import { hasMath, useMath, withDollars } from "./useMath";

type Plugins = NonNullable<ComponentProps<typeof ReactMarkdown>["rehypePlugins"]>;

const remarkPlugins: Plugins = [remarkGfm, linkImages];
const rehypePlugins: Plugins = [[rehypeSanitize, schema], placeNotes];
const halfWritten = { linkMode: "text-only", images: false, htmlTags: false } as const;

interface Props {
  text: string;
  isGrowing?: boolean;
  isCut?: boolean;
  notes?: readonly Note[];
}

const refers = /^[ >]*\[[^\]\n]+\]:/m; // a footnote, or where a link leads
const noNotes: readonly Note[] = [];

export function Markdown({ text: said, isGrowing = false, isCut = false, notes = noNotes }: Props) {
  const text = useMemo(() => withNotes(said, notes), [said, notes]);
  const wasGrowing = useDeferredValue(isGrowing); // the whole is drawn when there is time for it
  const staysInBlocks = useMemo(() => !isGrowing && text.length <= whole && !refers.test(text), [isGrowing, text]);
  return (
    <Notes value={notes}>
      <div className={isGrowing ? "md growing" : "md"} dir="auto">
        {isGrowing || wasGrowing || staysInBlocks
          ? <Blocks text={text} isGrowing={isGrowing} isCut={isCut} />
          : <Finished text={text} isCut={isCut} />}
      </div>
    </Notes>
  );
}

function Blocks({ text, isGrowing, isCut }: { text: string; isGrowing: boolean; isCut: boolean }) {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  const count = useGradually(Math.ceil(text.length / aimed), isGrowing ? Infinity : 1);
  const last = blocks.length - 1;
  return firstOf(blocks, count * aimed).map((block, i) => (
    <Block key={i} text={i === last && (isGrowing || isCut) ? remend(block, halfWritten) : block} isSettled={i < last || !isGrowing} />
  ));
}

/** What needs more than its own block: the parts of a text that refer to one another are drawn together. */
function Finished({ text, isCut }: { text: string; isCut: boolean }) {
  const slices = useMemo(() => slicesOf(isCut ? remend(text, halfWritten) : text), [text, isCut]);
  const count = useGradually(slices.length, 1);
  if (slices.length < 2) return slices.map((slice, i) => <Block key={i} text={slice} isSettled />);
  return slices.slice(0, count).map((slice, i) => (
    <div key={i} className="slice">
      {refers.test(slice) ? <Block text={slice} isSettled /> : <Blocks text={slice} isGrowing={false} isCut={false} />}
    </div>
  ));
}

/** As many as hold so many letters. */
function firstOf(blocks: string[], letters: number): string[] {
  let length = 0;
  return blocks.filter((block) => (length += block.length) - block.length < letters);
}

/** So many at first, then one more whenever the page has time for it: all of what is seen to grow, or printed. */
function useGradually(count: number, first: number): number {
  const [shown, show] = useState(first);
  if (useIsPrinted() && shown < count) show(count);
  useEffect(() => (shown < count ? soon(() => startTransition(() => show(shown + 1))) : undefined), [shown, count]);
  return shown;
}

const Block = memo(function Block({ text, isSettled }: { text: string; isSettled: boolean }) {
  const prefix = `md${useId().replace(/\W/g, "")}-`;
  const options = useMemo(() => ({ clobberPrefix: prefix }), [prefix]);
  const source = useMemo(() => withDollars(text), [text]);
  const math = useMath(isSettled && hasMath(source));
  const parts = useMemo(() => (math ? partsWithMath(math) : null), [math]);
  return (
    <ReactMarkdown
      remarkPlugins={parts?.remarkPlugins ?? remarkPlugins}
      rehypePlugins={rehypePlugins}
      remarkRehypeOptions={options}
      components={parts?.components ?? (isSettled ? settled : growing)}
      urlTransform={keepSafeUrl}
    >
      {math ? source : text}
    </ReactMarkdown>
  );
});

const shared: Components = {
  data: ({ value }) => <PlacedNote number={Number(value)} />,
  a: ({ href, id, children, "aria-label": label }) => <Anchor href={href} id={id} label={label}>{children}</Anchor>,
  // the page's own headings end at h2: a text's begin at h3
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h3>{children}</h3>,
  h4: ({ children }) => <h4>{children}</h4>,
  h5: ({ children }) => <h5>{children}</h5>,
  h6: ({ children }) => <h6>{children}</h6>,
};

function Scrollable({ children }: { children: ReactNode }) {
  return <div className="scrollx" tabIndex={0} role="group" aria-label={t("markdown.table")}>{children}</div>;
}

const settled: Components = {
  ...shared,
  pre: ({ node }) => <CodeBlock {...codeOf(node)} isSettled />,
  table: ({ children }) => <Scrollable><table>{children}</table></Scrollable>,
};

const growing: Components = {
  ...shared,
  pre: ({ node }) => <CodeBlock {...codeOf(node)} isSettled={false} />,
  table: ({ children }) => <Scrollable><table className="growing">{children}</table></Scrollable>, // its columns keep still
};

function partsWithMath({ remarkMath, MathText }: MathModule) {
  const components: Components = {
    ...settled,
    code: ({ className, children }) =>
      className === "language-math" ? <MathText tex={String(children)} isDisplay={false} /> : <code>{children}</code>,
    pre: ({ node }) => {
      const { code, language } = codeOf(node);
      if (language === "math") return <MathText tex={code} isDisplay />;
      return <CodeBlock code={code} language={language} isSettled />;
    },
  };
  return { components, remarkPlugins: [...remarkPlugins, [remarkMath, { singleDollarTextMath: false }]] as Plugins };
}

function PlacedNote({ number }: { number: number }) {
  return <>{use(Notes)[number]?.node}</>;
}

interface AnchorProps {
  href: string | undefined;
  id: string | undefined;
  label: string | undefined;
  children: ReactNode;
}

function Anchor({ href, id, label, children }: AnchorProps) {
  if (!href) return <>{children}</>;
  if (href.startsWith("#")) return <a id={id} href={href} aria-label={label}>{children}</a>; // footnotes
  return (
    <a href={href} target="_blank" rel="noreferrer noopener nofollow">
      {children}
    </a>
  );
}
