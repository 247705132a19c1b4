import { createSilenceWatch, type SilenceWatch } from './silence-watch.ts';

let nowMs: number;
let watch: SilenceWatch<string>;
beforeEach(() => {
  nowMs = 1_000;
  watch = createSilenceWatch({ limitMs: 1_400, lateMs: 500, nowMs: () => nowMs });
});

/** Looks every 100 ms, as a supervisor that runs does, and answers what the last look found. */
const lookFor = (durationMs: number, speaking: readonly string[] = []): readonly string[] => {
  let found: readonly string[] = [];
  for (const endMs = nowMs + durationMs; nowMs < endMs;) {
    nowMs += 100;
    for (const one of speaking) watch.heard(one);
    found = watch.look();
  }
  return found;
};

test('who speaks is never found; who falls silent is, after the limit and not before', () => {
  watch.heard('a');
  watch.heard('b');
  expect(lookFor(10_000, ['a', 'b'])).toEqual([]);
  expect(lookFor(1_400, ['a'])).toEqual([]);
  expect(lookFor(100, ['a'])).toEqual(['b']);
});

test('who has not spoken yet is not under watch', () => {
  expect(lookFor(10_000)).toEqual([]);
});

test('who was forgotten is not found', () => {
  watch.heard('a');
  watch.forget('a');
  expect(lookFor(10_000)).toEqual([]);
});

test('a watch that slept gives everybody a whole new period', () => {
  watch.heard('a');
  watch.look();
  nowMs += 60_000;
  expect(watch.look()).toEqual([]);
  expect(lookFor(1_400)).toEqual([]);
  expect(lookFor(100)).toEqual(['a']);
});
