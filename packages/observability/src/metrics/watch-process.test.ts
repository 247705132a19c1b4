import { once } from 'node:events';
import { watchEventLoop } from '../index.ts';

const turns = async (milliseconds: number): Promise<void> => {
  const timer = new AbortController();
  setTimeout(() => timer.abort(), milliseconds);
  await once(timer.signal, 'abort');
};

const blockFor = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

test('an event loop that was blocked is reported late by about as long', async () => {
  const loop = watchEventLoop();
  try {
    await turns(600);
    blockFor(200);
    await turns(50);
    const readings = new Map(loop.read().map(({ labels, value }) => [labels.quantile, value]));
    expect(readings.get('1')).toBeGreaterThan(0.15);
    expect(readings.get('0.5')).toBeLessThan(0.15);
  } finally {
    loop.stop();
  }
});

test('two readers within a moment get the same figures', () => {
  const loop = watchEventLoop();
  try {
    expect(loop.read()).toBe(loop.read());
  } finally {
    loop.stop();
  }
});
