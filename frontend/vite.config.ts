/** Builds to dist/ under /static/; in development passes everything that is not ours to Django. */
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const django = "http://127.0.0.1:8000";

/** The two faces seen first are fetched with the page, not after the stylesheet. */
function preloadFonts(): Plugin {
  const seenFirst = /(?:newsreader|instrument-sans)-latin-wght-normal-[^/]*\.woff2$/;
  return {
    name: "preload-fonts",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => seenFirst.test(file))
          .map((file) => ({
            tag: "link",
            attrs: { rel: "preload", href: `/static/${file}`, as: "font", type: "font/woff2", crossorigin: true },
            injectTo: "head" as const,
          })),
    },
  };
}

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
  plugins: [react(), preloadFonts()],
  css: { postcss: { plugins: [typeInRem] } },
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // font-src 'self': no data: fonts
    modulePreload: { polyfill: false },
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
