import { createMetrics, oneReading, watchProcess } from '../index.ts';

test('writes what it was told in the text format', async () => {
  const metrics = createMetrics();
  const verdicts = metrics.counter({ name: 'verdicts_total', help: 'V.', labelNames: ['code'] });
  verdicts.inc({ code: 'denied' });
  verdicts.inc({ code: 'denied' }, 2);
  const wait = metrics.histogram({
    name: 'wait_seconds',
    help: 'W.',
    labelNames: [],
    buckets: [0.1, 1],
  });
  wait.observe({}, 0.05);
  wait.observe({}, 0.5);
  wait.observe({}, 5);
  metrics.gauge({ name: 'open', help: 'O.', labelNames: [] }, () => oneReading(7));

  const text = await metrics.text();
  expect(text).toContain('# TYPE verdicts_total counter\nverdicts_total{code="denied"} 3');
  expect(text).toContain('wait_seconds_bucket{le="0.1"} 1');
  expect(text).toContain('wait_seconds_bucket{le="1"} 2');
  expect(text).toContain('wait_seconds_bucket{le="+Inf"} 3');
  expect(text).toContain('wait_seconds_count 3');
  expect(text).toContain('# TYPE open gauge\nopen 7');
});

test('shows no value that is not there any more', async () => {
  const metrics = createMetrics();
  const held = new Map([['a', 1]]);
  let age: number | null = 3;
  metrics.gauge({ name: 'held', help: 'H.', labelNames: ['ca'] }, () =>
    [...held].map(([ca, value]) => ({ labels: { ca }, value })),
  );
  metrics.gauge({ name: 'age', help: 'A.', labelNames: [] }, () =>
    age === null ? [] : oneReading(age),
  );
  expect(await metrics.text()).toMatch(/held\{ca="a"\} 1[\s\S]*\nage 3/);
  held.clear();
  age = null;
  expect(await metrics.text()).not.toMatch(/^(held|age)/m);
});

test('a total that is kept elsewhere never falls', async () => {
  const metrics = createMetrics();
  let present = 5;
  metrics.total({ name: 'cpu_total', help: 'C.', labelNames: [] }, () => present);
  expect(await metrics.valueOf('cpu_total', {})).toBe(5);
  present = 4;
  expect(await metrics.valueOf('cpu_total', {})).toBe(5);
  present = 9;
  expect(await metrics.valueOf('cpu_total', {})).toBe(9);
});

test('a process tells its memory, its CPU, its files and the delay of its event loop', async () => {
  const metrics = createMetrics();
  const stop = watchProcess(metrics);
  try {
    expect(await metrics.valueOf('process_resident_memory_bytes', {})).toBeGreaterThan(1e6);
    expect(await metrics.valueOf('process_cpu_seconds_total', {})).toBeGreaterThan(0);
    expect(await metrics.valueOf('process_open_fds', {})).toBeGreaterThan(2);
    expect(await metrics.valueOf('process_start_time_seconds', {})).toBeGreaterThan(1e9);
  } finally {
    stop();
  }
});
