/** A block of code with its language and a copy button; coloured once it is settled. */
import type { Element } from "hast";
import type { ReactNode } from "react";
import { startTransition, useEffect, useState } from "react";
import type { Token } from "./highlight";
import { soon } from "./soon";
import { t } from "./t";
import { useCopy } from "./useCopy";

interface Code {
  code: string;
  language: string;
}

export function CodeBlock({ code, language, isSettled }: Code & { isSettled: boolean }) {
  const tokens = useTokens(code, language, isSettled);
  const { isCopied, copy } = useCopy();
  return (
    <div className="code" dir="ltr">
      <div className="cap">
        <span>{nameOf(language) || t("markdown.code")}</span>
        <button type="button" className="copy" onClick={() => copy(code)}>
          {isCopied ? t("copied") : t("copy")}
        </button>
      </div>
      <pre tabIndex={0} role="group" aria-label={t("markdown.code_in", { language: nameOf(language) })}>
        <code>{tokens ? <Tokens tokens={tokens} /> : code}</code>
      </pre>
    </div>
  );
}

const names: Record<string, string> = {
  bash: "Shell", sh: "Shell", shell: "Shell", console: "Shell", py: "Python", js: "JavaScript", javascript: "JavaScript",
  ts: "TypeScript", typescript: "TypeScript", jsx: "JSX", tsx: "TSX", cpp: "C++", "c++": "C++", cs: "C#", csharp: "C#",
  yml: "YAML", rs: "Rust",
};
const initials = new Set(["sql", "css", "html", "xml", "json", "yaml", "toml", "php", "ini", "http"]);

/** How a language is written. */
function nameOf(language: string): string {
  const known = names[language.toLowerCase()];
  if (known) return known;
  return initials.has(language.toLowerCase()) ? language.toUpperCase() : language.charAt(0).toUpperCase() + language.slice(1);
}

/** Code and language of the `pre` that Markdown made. */
export function codeOf(pre: Element | undefined): Code {
  const inner = pre?.children.find((child) => child.type === "element");
  const classes = inner?.properties["className"];
  const name = Array.isArray(classes) ? classes.map(String).find((n) => n.startsWith("language-")) : "";
  return { code: inner ? textOf(inner).replace(/\n$/, "") : "", language: name?.slice(9) ?? "" };
}

function textOf(element: Element): string {
  return element.children
    .map((child) => (child.type === "text" ? child.value : child.type === "element" ? textOf(child) : ""))
    .join("");
}

const longestColoured = 12_000; // letters: beyond, the colours cost more than they give

function useTokens(code: string, language: string, isSettled: boolean): Token[] | null {
  const [tokens, setTokens] = useState<{ of: string; tokens: Token[] } | null>(null);
  useEffect(() => {
    if (!isSettled || !language || code.length > longestColoured) return undefined;
    let callOff: (() => void) | undefined = () => undefined;
    void import("./highlight").then(({ highlight }) => {
      callOff &&= soon(() => {
        const found = highlight(code, language);
        if (found) startTransition(() => setTokens({ of: code, tokens: found }));
      });
    }, () => undefined); // without colours it still reads
    return () => {
      callOff?.();
      callOff = undefined;
    };
  }, [code, language, isSettled]);
  return tokens?.of === code ? tokens.tokens : null;
}

function Tokens({ tokens }: { tokens: Token[] }): ReactNode {
  return tokens.map((token, i) =>
    typeof token === "string" ? token : (
      <span key={i} className={token.names}>
        <Tokens tokens={token.tokens} />
      </span>
    ),
  );
}
