/** What came of each model: the figures in a table, the answers below it. */
import type { Compared, ModelResult } from "../../api/comparisons";
import { Banner } from "../../ui/Banner";
import { CopyButton } from "../../ui/CopyButton";
import { Markdown } from "../../ui/Markdown";
import { cost, known, seconds } from "./figures";
import { Say, say } from "./words";

const bests = ["fastest", "first_to_speak", "longest", "cheapest"] as const;
type Best = (typeof bests)[number];
const columns = ["outcome", "seconds", "first_token", "input", "output", "rate", "characters", "cost", "attempts"] as const;

export function Results({ compared }: { compared: Compared }) {
  const { results, summary, rehearsal } = compared;
  const answered = results.filter((result) => result.has_succeeded).length;
  const isBest = (model: string) => bests.filter((best) => summary[best] === model);
  return (
    <section className="results" aria-labelledby="results-title">
      <h2 id="results-title">{say("compare.results")}</h2>
      {rehearsal && <Banner tone="info"><Say k="rehearsal" /></Banner>}
      <p className="num" role="status">{answered === 0 ? <Say k="compare.nobody" /> : <Say k="compare.summary" answered={answered} of={results.length} />}</p>
      <div className="tabled" role="group" tabIndex={0} aria-label={say("compare.results")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say("col.model")}</th>
              {columns.map((column) => <th scope="col" key={column}>{say(`col.${column}`)}</th>)}
            </tr>
          </thead>
          <tbody>{results.map((result) => <Row key={result.model} result={result} bests={isBest(result.model)} />)}</tbody>
        </table>
      </div>
      <div className="answers">{results.map((result) => <Answer key={result.model} result={result} />)}</div>
    </section>
  );
}

function Row({ result, bests }: { result: ModelResult; bests: Best[] }) {
  const output = known(result.output_tokens);
  return (
    <tr>
      <th scope="row">
        {result.model}
        {bests.length > 0 && <small className="bests">{bests.map((best) => say(`best.${best}`)).join(", ")}</small>}
        {result.answered_by && result.answered_by !== result.model && <small>{say("answered_by", { model: result.answered_by })}</small>}
      </th>
      <td><Outcome result={result} /></td>
      <td className="num">{seconds(result.seconds)}</td>
      <td className="num">{seconds(result.first_token_seconds)}</td>
      <td className="num">{known(result.input_tokens)}</td>
      <td className="num">{result.is_estimated ? say("about", { count: output }) : output}</td>
      <td className="num">{known(result.tokens_per_second)}</td>
      <td className="num">{result.has_succeeded ? known([...result.text].length) : say("unknown")}</td>
      <td className="num">{cost(result.cost_usd)}</td>
      <td className="num">{known(result.attempts)}</td>
    </tr>
  );
}

export function Outcome({ result }: { result: ModelResult }) {
  if (!result.has_succeeded) return <span className="outcome-failed">{say("failed")}<small>{result.code}</small></span>;
  return result.is_partial ? <span className="outcome-cut">{say("partial")}</span> : <span className="outcome-ok">{say("answered")}</span>;
}

function Answer({ result }: { result: ModelResult }) {
  return (
    <article aria-label={result.model}>
      <header>
        <h3>{result.model}</h3>
        {result.is_partial && <Outcome result={result} />}
        {result.has_succeeded && <CopyButton text={result.text} label={say("copy", { model: result.model })} />}
      </header>
      {result.has_succeeded ? <Markdown text={result.text} isCut={result.is_partial} /> : <p className="why">{result.message}</p>}
    </article>
  );
}
