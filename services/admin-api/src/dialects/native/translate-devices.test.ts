import type { DeviceList } from '@moorgate/devices';
import type { DeviceListQueryParams } from './schemas-device-list.ts';
import { deviceListLinks } from './translate-devices.ts';

const linksOf = (offset: number, total: number): unknown => {
  const query: DeviceListQueryParams = { 'order-by': 'name-asc', limit: 1000, offset };
  const nextCursor = offset + query.limit < total ? 'behind-it' : null;
  const list: DeviceList = { items: [], nextCursor, total };
  const links = deviceListLinks('/devices', query, { list, offsetMax: 100_000 });
  return links.map(({ rel, query: { offset, cursor } }) => [rel, offset ?? cursor]);
};

test('the last page of a list that ends at the greatest offset is linked', () => {
  expect(linksOf(99_000, 101_000)).toEqual([
    ['first', 0],
    ['next', 100_000],
    ['last', 100_000],
  ]);
  expect(linksOf(100_000, 101_000)).toEqual([
    ['first', 0],
    ['last', 100_000],
  ]);
});

test('no link has an offset that would be refused: next becomes a cursor, last is left out', () => {
  expect(linksOf(0, 101_001)).toEqual([
    ['first', 0],
    ['next', 1000],
  ]);
  expect(linksOf(100_000, 101_001)).toEqual([
    ['first', 0],
    ['next', 'behind-it'],
  ]);
});
