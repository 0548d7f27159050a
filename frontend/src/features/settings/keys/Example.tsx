/** Where a program asks, and how: to be copied as it stands. */
import { CopyButton } from "../../../ui/CopyButton";
import { say } from "./words";

export function Example() {
  const address = `${location.origin}/api/`;
  const example = exampleAt(address);
  return (
    <div className="example">
      <h3>{say("use")}</h3>
      <div className="copied">
        <code aria-label={say("address")} role="group">{address}</code>
        <CopyButton text={address} label={say("copy_address")} />
      </div>
      <div className="copied">
        <pre tabIndex={0} role="group" aria-label={say("example")}><code>{example}</code></pre>
        <CopyButton text={example} label={say("copy_example")} />
      </div>
      <p>{say("use_line")}</p>
    </div>
  );
}

function exampleAt(address: string): string {
  return `curl -s ${address}deliberations/ \\
  -H "Authorization: Bearer $AI_COUNCIL_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"query": "Why is the sea salty?"}'`;
}
