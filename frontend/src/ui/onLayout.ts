/** Acts once an element has been laid out, and whenever its size changes: to read its place before that
 * would lay the whole page out at once. Returns how to call it off. */
export function onLayout(element: Element, act: () => void): () => void {
  const observer = new ResizeObserver(act);
  observer.observe(element);
  return () => observer.disconnect();
}
