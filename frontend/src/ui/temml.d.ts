/** What we use of temml; its own types are out of the bundler's reach. */
declare module "temml" {
  interface Options {
    displayMode?: boolean;
    throwOnError?: boolean;
    trust?: boolean;
    maxExpand?: number;
  }
  const temml: { render: (tex: string, into: HTMLElement, options?: Options) => void };
  export default temml;
}
