/** Builds to dist/ under /static/; in development passes everything that is not ours to Django. */
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const django = "http://127.0.0.1:8000";

/** The two faces seen first and the renderer are fetched with the page, not once the stylesheet and the script ask. */
function preload(): Plugin {
  const seenFirst = /(?:newsreader|instrument-sans)-latin-wght-normal-[^/]*\.woff2$/;
  const renderer = /\/react-dom\/client\.js$/;
  return {
    name: "preload",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) =>
        Object.values(bundle ?? {}).flatMap((file) => {
          const href = `/static/${file.fileName}`;
          if (seenFirst.test(file.fileName)) return link({ rel: "preload", href, as: "font", type: "font/woff2" });
          return file.type === "chunk" && renderer.test(file.facadeModuleId ?? "") ? link({ rel: "modulepreload", href }) : [];
        }),
    },
  };
}

const link = (attrs: Record<string, string>) => ({ tag: "link", attrs: { ...attrs, crossorigin: true }, injectTo: "head" as const });

/** What every page has and the renderer too: apart, each of them would compress worse. */
const base = { name: "base", test: /\/node_modules\/(?:react|@tanstack|wouter)\// };

/** Small parts of several pages, for the same reason; what they need stays where it is. */
const parts = {
  name: "parts",
  test: /\/(?:ui\/(?:Ring|countdown|clock|useCopy|CopyButton)|icons\/(?:rotate-cw|chevron-right|pencil|copy))\.\w+$/,
  includeDependenciesRecursively: false,
};

/** Sizes of type are written in px and served in rem: they follow the reader's own size of text. */
const typeInRem = {
  postcssPlugin: "type-in-rem",
  Declaration: { font: inRem, "font-size": inRem },
};

function inRem(declaration: { value: string }): void {
  declaration.value = declaration.value.replace(/(\d*\.?\d+)px/g, (_, px: string) => `${Number(px) / 16}rem`);
}

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react(), preload()],
  css: { postcss: { plugins: [typeInRem] } },
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // font-src 'self': no data: fonts
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [base, parts] } } },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    proxy: {
      "/api": django,
      "/admin": django,
      "/static": django,
      "/ws": { target: django, ws: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    testTimeout: 20_000,
  },
}));
