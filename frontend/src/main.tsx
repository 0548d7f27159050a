/** Starts the interface. */
import "./app/index.css";
import { startTransition, StrictMode } from "react";
import { App } from "./app/App";

/** The renderer sets itself up apart from the app's own scripts, and the first page is drawn in a transition,
 * bit by bit: each in one go would hold a slow phone up. */
async function start(root: HTMLElement): Promise<void> {
  const { createRoot } = await import("react-dom/client");
  startTransition(() => {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  });
  await import("./app/pageFocus").then(({ followPages }) => followPages(), () => undefined); // without it all else works
}

const root = document.getElementById("root");
if (root) void start(root);
