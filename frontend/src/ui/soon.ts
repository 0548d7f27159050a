/** Small jobs that can wait, done one after the other with a pause for whatever else the page has to do. */

const turn = 10; // ms of jobs before the pause
const jobs: (() => void)[] = [];
let isDue = false;

/** Returns how to call it off. */
export function soon(job: () => void): () => void {
  jobs.push(job);
  schedule();
  return () => {
    const at = jobs.indexOf(job);
    if (at >= 0) jobs.splice(at, 1);
  };
}

function schedule(): void {
  if (isDue || jobs.length === 0) return;
  isDue = true;
  setTimeout(work);
}

function work(): void {
  const ends = performance.now() + turn;
  isDue = false;
  try {
    do jobs.shift()?.(); while (jobs.length > 0 && performance.now() < ends);
  } finally {
    schedule(); // also after a job that failed
  }
}
