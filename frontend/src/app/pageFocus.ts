/** Where the focus goes when another page opens: to its main part; on the way back, to the link that was followed. */
const patience = 3_000; // a list is fetched anew

export function followPages(): void {
  let path = location.pathname;
  let stopLooking = (): void => undefined;

  function arrive(isBack: boolean): void {
    const left = path;
    path = location.pathname;
    const main = document.getElementById("main");
    if (left === path || !main) return; // a dialog, a filter, or the page of a stranger
    stopLooking();
    main.focus({ preventScroll: true });
    if (isBack) stopLooking = focusLinkTo(left, main);
  }

  addEventListener("pushState", () => arrive(false));
  addEventListener("replaceState", () => arrive(false));
  addEventListener("popstate", () => arrive(true));
}

/** As soon as it is there, unless the reader has gone on by then. */
function focusLinkTo(path: string, main: HTMLElement): () => void {
  const look = (): void => {
    if (document.activeElement !== main) stop();
    const link = [...main.querySelectorAll("a")].find((each) => each.getAttribute("href") === path);
    if (!link || document.activeElement !== main) return;
    stop();
    link.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(look);
  const timer = setTimeout(stop, patience);

  function stop(): void {
    observer.disconnect();
    clearTimeout(timer);
  }

  observer.observe(main, { childList: true, subtree: true });
  return stop;
}
