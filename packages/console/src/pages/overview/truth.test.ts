/** What the overview says of a fleet. */
import type { Fleet } from '../../api/fleet.ts';
import { truthOf } from './truth.ts';

const empty: Fleet = {
  online: 0,
  late: 0,
  offline: 0,
  'never-seen': 0,
  'refused-keys': 0,
  'pending-enrolments': 0,
  denied: 0,
} as Fleet;

const said = (fleet: Partial<Fleet>): string =>
  truthOf({ fleet: { ...empty, ...fleet }, gateways: [], certificates: [] });

test('says how to make the first device where there is none', () => {
  expect(said({})).toBe('There is no device yet. “moorgate device create” makes the first one.');
  expect(said({ 'pending-enrolments': null })).toBe(said({}));
});

test.each([{ denied: 1 }, { 'pending-enrolments': 2 }])(
  'does not say that there is no device where all that there are may not connect: %j',
  (fleet) => expect(said(fleet)).toBe('No device may connect. Those below are denied, or wait.'),
);

test('says what is wrong with a fleet, its gateways and its certificates', () => {
  const fleet = { ...empty, online: 3, late: 1, 'refused-keys': 2, denied: 7 };
  const gateways = [{ state: 'current' as const }, { state: 'lapsed' as const }];
  const certificates = [{ state: 'ending' as const }, { state: 'expired' as const }];
  expect(truthOf({ fleet, gateways, certificates })).toBe(
    '3 of 4 devices are online. 2 devices are refused for showing another key. 1 gateway does not follow the latest changes. 2 certificates end soon.',
  );
});

test('says nothing before the fleet is known', () => {
  expect(truthOf({ fleet: undefined, gateways: [], certificates: [] })).toBe('');
});
