import { expect, it } from "vitest";
import { sentencesIn } from "./sentences";

it("reads an answer sentence by sentence, without the marks of its sources, its code and its titles", () => {
  const answer = document.createElement("div");
  answer.innerHTML = `<h2>Where the salt comes from</h2>
    <p>Rivers <b>carry</b> the salt.<span class="cites"><button>A</button></span> Water goes, salt stays.</p>
    <ul><li>It took a long\n time. Yes.</li><li><p>Rivers carry the salt.</p></li></ul><pre><code>a b c d</code></pre>`;
  expect(sentencesIn(answer)).toEqual(["Rivers carry the salt.", "Water goes, salt stays.", "It took a long time."]);
  expect(sentencesIn(null)).toEqual([]);
});
