import {
  createMetrics,
  createMetricsCollection,
  oneReading,
  type ProcessMetrics,
} from '../index.ts';

const startProcess = (id: string) => {
  const metrics = createMetrics();
  const requests = metrics.counter({ name: 'requests_total', help: 'R.', labelNames: ['status'] });
  const wait = metrics.histogram({
    name: 'wait_seconds',
    help: 'W.',
    labelNames: [],
    buckets: [1],
  });
  const state = { open: 0, age: 0, memory: 0 };
  metrics.gauge({ name: 'open', help: 'O.', labelNames: [] }, () => oneReading(state.open));
  metrics.gauge({ name: 'age_seconds', help: 'A.', labelNames: [], across: 'max' }, () =>
    oneReading(state.age),
  );
  metrics.gauge({ name: 'memory_bytes', help: 'M.', labelNames: [], across: 'each' }, () =>
    oneReading(state.memory),
  );
  const answer = async (): Promise<ProcessMetrics> => ({
    id,
    labels: { worker: id },
    // As it comes out of a channel between processes.
    snapshot: JSON.parse(JSON.stringify(await metrics.snapshot())) as ProcessMetrics['snapshot'],
  });
  return { requests, wait, state, answer };
};

const everybody = (): boolean => true;
const nobody = (): boolean => false;

test('counts are summed, gauges by their kind, and what is kept apart has its process as a label', async () => {
  const [one, two] = [startProcess('1'), startProcess('2')];
  one.requests.inc({ status: '200' }, 3);
  two.requests.inc({ status: '200' }, 4);
  two.requests.inc({ status: '403' });
  one.wait.observe({}, 0.5);
  two.wait.observe({}, 2);
  Object.assign(one.state, { open: 10, age: 1, memory: 100 });
  Object.assign(two.state, { open: 20, age: 7, memory: 200 });

  const text = await createMetricsCollection().combine(
    [await one.answer(), await two.answer()],
    everybody,
  );
  expect(text).toContain('requests_total{status="200"} 7');
  expect(text).toContain('requests_total{status="403"} 1');
  expect(text).toContain('wait_seconds_bucket{le="1"} 1');
  expect(text).toContain('wait_seconds_count 2');
  expect(text).toContain('wait_seconds_sum 2.5');
  expect(text).toContain('open 30');
  expect(text).toContain('age_seconds 7');
  expect(text).toContain('memory_bytes{worker="1"} 100');
  expect(text).toContain('memory_bytes{worker="2"} 200');
});

test('a process that is silent keeps its counts in the sums and loses its gauges', async () => {
  const collection = createMetricsCollection();
  const [one, two] = [startProcess('1'), startProcess('2')];
  one.requests.inc({ status: '200' }, 3);
  two.requests.inc({ status: '200' }, 4);
  two.state.open = 20;
  await collection.combine([await one.answer(), await two.answer()], everybody);
  const silent = await collection.combine([await one.answer()], everybody);
  expect(silent).toContain('requests_total{status="200"} 7');
  expect(silent).toContain('open 0');
  expect(silent).not.toContain('memory_bytes{worker="2"}');

  two.requests.inc({ status: '200' });
  const back = await collection.combine([await one.answer(), await two.answer()], everybody);
  expect(back).toContain('requests_total{status="200"} 8');
});

test('the sums do not fall when processes end and others start in their place', async () => {
  const collection = createMetricsCollection();
  for (let round = 1; round <= 5; round += 1) {
    const process = startProcess(`worker 1, start ${round}`);
    process.requests.inc({ status: '200' }, 10);
    process.wait.observe({}, 0.5);
    const text = await collection.combine([await process.answer()], nobody);
    expect(text).toContain(`requests_total{status="200"} ${round * 10}`);
    expect(text).toContain(`wait_seconds_count ${round}`);
  }
  expect(await collection.combine([], nobody)).toContain('requests_total{status="200"} 50');
});

test('two who ask at once both see every count', async () => {
  const collection = createMetricsCollection();
  const processes = ['1', '2', '3'].map(startProcess);
  for (const one of processes) one.requests.inc({ status: '200' });
  await collection.combine(await Promise.all(processes.map((one) => one.answer())), everybody);
  const texts = await Promise.all([
    collection.combine([], (id) => id !== '1'),
    collection.combine([], (id) => id === '3'),
    collection.combine([], nobody),
  ]);
  for (const text of texts) expect(text).toContain('requests_total{status="200"} 3');
});

test('nobody at all is an empty text', async () => {
  expect((await createMetricsCollection().combine([], nobody)).trim()).toBe('');
});
