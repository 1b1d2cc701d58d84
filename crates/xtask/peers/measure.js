// Measures the cases of the playground's benchmark in a page of another library. The hash names them:
// #["train 128x32 sgd","sample 2000x20 w32"]. The title says "done" in the end, and the element "result" holds
// {"engine", "rows": [{"case", "us_per_step" | "ms"}]}, or why there is none. A case that a library has no program for is
// left out.

const RUNS = 5, RUN_MS = 250;

// The levels of every case, and the end.
export const SIGMAS = [...Array(20).keys()].map(i => 10 ** (-3 * i / 19)).concat(0);

// The centres of the spikes, as many rows of each.
export const means = batch => [[-1, -1], [-1, 1], [1, -1], [1, 1]].flatMap(spike => Array(batch / 4).fill(spike));

// A moment for the browser, so that it can be asked how far this is.
const breath = () => new Promise(resolve => setTimeout(resolve, 10));

// The median over runs of about a quarter of a second each, after as long a warm-up.
async function msEach({ work, settle }) {
  const run = async count => {
    await breath();
    const start = performance.now();
    for (let i = 0; i < count; i++) work();
    await settle();
    return (performance.now() - start) / count;
  };
  await run(2);
  const count = Math.max(1, Math.round(RUN_MS / await run(3)));
  await run(count);
  const times = [];
  for (let i = 0; i < RUNS; i++) times.push(await run(count));
  return times.sort((a, b) => a - b)[RUNS >> 1];
}

async function row(name, { training, sampling }) {
  const train = name.match(/^train (\d+)x(\d+) (\w+)$/);
  if (train) return { case: name, us_per_step: 1e3 * await msEach(training(+train[1], +train[2], train[3])) };
  const sample = name.match(/^sample (\d+)x20 w(\d+)$/);
  return sample && { case: name, ms: await msEach(sampling(+sample[1], +sample[2])) };
}

// `library()` resolves to {engine, training(rows, width, rule), sampling(points, width)}, or to its engine alone where this
// browser cannot run it. Each case is {work, settle}: one iteration begun, and all that were begun waited for.
export async function measure(library) {
  const all = async () => {
    const { engine, ...cases } = await library();
    const rows = [];
    for (const name of cases.training ? JSON.parse(decodeURIComponent(location.hash.slice(1))) : []) {
      const measured = await row(name, cases);
      if (measured) rows.push(measured);
    }
    return { engine, rows };
  };
  const result = await all().catch(error => ({ error: String(error) }));
  document.getElementById("result").textContent = JSON.stringify(result);
  document.title = "done";
}
