/** What holds for the list of dialects, whichever are in it. */
import { dialectFaces } from './index.ts';

const places = dialectFaces.flatMap((face, position) =>
  face.prefixes.map((prefix) => ({ face, position, prefix })),
);

const isWithin = (inner: string, outer: string): boolean =>
  outer === '' || inner === outer || inner.startsWith(`${outer}/`);

test('no dialect answers for what stands under a prefix of one behind it', () => {
  const hidden = places.flatMap((later) =>
    places
      .filter(({ face, position }) => position < later.position && !face.leavesToOthers)
      .filter((earlier) => isWithin(later.prefix, earlier.prefix))
      .map((earlier) => `${later.face.name} ${later.prefix} behind ${earlier.face.name}`),
  );
  expect(hidden).toEqual([]);
});

test('names, documents and operations are told apart', () => {
  const lists = [
    dialectFaces.map(({ name }) => name),
    dialectFaces.map(({ document }) => document.fileName),
    dialectFaces.flatMap(({ endpoints }) => endpoints.map(({ operationId }) => operationId)),
  ];
  for (const list of lists) expect(list.filter((one, at) => list.indexOf(one) !== at)).toEqual([]);
});

test('the dialect with the bare prefix that leaves nothing to others is the last', () => {
  expect(dialectFaces.at(-1)?.prefixes).toContain('');
  expect(dialectFaces.at(-1)?.leavesToOthers).toBeUndefined();
});
