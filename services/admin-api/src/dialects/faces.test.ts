/** What holds for the list of dialects, whichever are in it. */
import type { Operation } from '@moorgate/http';
import { isUnder, operationsOf } from './define-face.ts';
import { dialectFaces } from './index.ts';

/** Paths of one shape match the same requests. */
const shapeOf = ({ method, path }: Operation): string =>
  `${method} ${path.replaceAll(/\{[^{}]*\}/g, '{}')}`;

test('no dialect has an operation of one behind it', () => {
  const hidden = dialectFaces.flatMap((face, at) => {
    const shapes = new Set(operationsOf(face).map(shapeOf));
    const behind = dialectFaces.slice(at + 1).flatMap(operationsOf);
    return behind.map(shapeOf).filter((shape) => shapes.has(shape));
  });
  expect(hidden).toEqual([]);
});

test('no dialect answers for what one behind it owns', () => {
  const taken = dialectFaces.flatMap((face, at) =>
    dialectFaces
      .slice(at + 1)
      .flatMap(({ owns }) => owns)
      .filter((prefix) => face.owns.some((owned) => isUnder(prefix, owned))),
  );
  expect(taken).toEqual([]);
});

test('names, documents and operations are told apart', () => {
  const lists = [
    dialectFaces.map(({ name }) => name),
    dialectFaces.map(({ document }) => document.fileName),
    dialectFaces.flatMap(({ endpoints }) => endpoints.map(({ operationId }) => operationId)),
  ];
  for (const list of lists) expect(list.filter((one, at) => list.indexOf(one) !== at)).toEqual([]);
});

test('the last dialect answers for whatever no other does', () => {
  const owning = dialectFaces.filter(({ owns }) => owns.includes(''));
  expect(owning).toEqual([dialectFaces.at(-1)]);
});
