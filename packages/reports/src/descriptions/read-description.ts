/** Reads what devices send about themselves. */
import { fault, type Issue } from '@moorgate/errors';
import { fitText } from '../fit-text.ts';

/** A secondary control unit of a device. */
export interface ControlUnit {
  readonly target: string;
  readonly hardwareId: string;
}

const networkFields = ['hostname', 'mac', 'local_ipv4'] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Passes for what a device may say of its network: an object whose known members are texts or null. Throws `invalid_request`. */
export const checkNetwork = (value: unknown): void => {
  if (!isObject(value)) throw refuse([{ pointer: '/body', message: 'must be an object' }]);
  const issues = networkFields
    .filter((name) => !['string', 'undefined'].includes(typeof (value[name] ?? undefined)))
    .map((name) => ({ pointer: `/body/${name}`, message: 'must be a text' }));
  if (issues.length > 0) throw refuse(issues);
};

const refuse = (issues: readonly Issue[]): Error => fault('invalid_request', { issues });

/** Control units by their serials, of what a device sent; what is none is left out. */
export const readControlUnits = (value: unknown): ReadonlyMap<string, ControlUnit> => {
  const entries = isObject(value) ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([serial, unit]) =>
      isObject(unit)
        ? [
            [
              fitText(serial),
              { target: fitText(unit['target']), hardwareId: fitText(unit['hwid']) },
            ] as const,
          ]
        : [],
    ),
  );
};
