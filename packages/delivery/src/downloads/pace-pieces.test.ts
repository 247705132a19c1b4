import { PassThrough, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createPace, pacePieces } from './pace-pieces.ts';

test('in one turn of the event loop no more is sent than the pace allows, in the order asked', async () => {
  const pace = createPace(10);
  const sent: number[] = [];
  for (const number of [1, 2, 3, 4, 5]) void pace.take(5).then(() => sent.push(number));
  await Promise.resolve();
  expect(sent).toEqual([1, 2]);
  await nextTurn();
  expect(sent).toEqual([1, 2, 3, 4]);
  await nextTurn();
  expect(sent).toEqual([1, 2, 3, 4, 5]);
});

test('a piece that is larger than a turn has one of its own', async () => {
  const pace = createPace(10);
  const sent: number[] = [];
  for (const number of [1, 2]) void pace.take(25).then(() => sent.push(number));
  await Promise.resolve();
  expect(sent).toEqual([1]);
  await nextTurn();
  expect(sent).toEqual([1, 2]);
});

test('the bytes are those of the source', async () => {
  const pieces = ['one', 'two', 'three'].map((text) => Buffer.from(text));
  const paced = pacePieces(Readable.from(pieces), createPace(4));
  const received: Buffer[] = [];
  for await (const piece of paced) received.push(piece as Buffer);
  expect(Buffer.concat(received).toString()).toBe('onetwothree');
});

test('whoever destroys it closes the source, read or not', async () => {
  for (const isRead of [true, false]) {
    const source = new PassThrough();
    const paced = pacePieces(source, createPace(1)).on('error', () => undefined);
    source.write('one');
    if (isRead) await paced[Symbol.asyncIterator]().next();
    paced.destroy();
    await new Promise((resolve) => source.once('close', resolve));
  }
});

test('what breaks the source breaks it too', async () => {
  for (const isEarly of [true, false]) {
    const source = new PassThrough();
    const paced = pacePieces(source, createPace(1));
    if (isEarly) source.destroy(new Error('the disk is gone'));
    const reading = paced.toArray();
    if (!isEarly) source.destroy(new Error('the disk is gone'));
    await expect(reading).rejects.toThrow();
  }
});
