/** What makes a deployment count as healthy. */
import { fault, type Issue } from '@moorgate/errors';

/** The members of a health check of Docker, times in nanoseconds, and what we ask beyond it; as sent and as stored. */
export interface Health {
  /** The command, as Docker has it: `["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]`. */
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly Retries?: number;
  /** So long a container has to go on running, without a new start, after it was started; 0 unless said. */
  readonly SoakSeconds?: number;
  /** So long a health check may take until it says healthy; 120 unless said. */
  readonly DeadlineSeconds?: number;
}

/** How long a health check may take where nobody says. */
export const deadlineSecondsByDefault = 120;

const maxima: Readonly<Record<string, number>> = {
  Interval: 3_600_000_000_000,
  Timeout: 3_600_000_000_000,
  StartPeriod: 3_600_000_000_000,
  Retries: 1_000,
  SoakSeconds: 3_600,
  DeadlineSeconds: 3_600,
};

const isTest = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

const complaintOf = (name: string, value: unknown): string | null => {
  if (name === 'Test') return isTest(value) ? null : 'must be an array of strings';
  const max = maxima[name];
  if (max === undefined) return 'is not known';
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
    ? null
    : `must be an integer from 0 to ${max}`;
};

/** Reads what a client sent; null for nothing. Throws `invalid_request`, naming each wrong member. */
export const readHealth = (value: unknown): Health | null => {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value))
    throw fault('invalid_request', {
      issues: [{ pointer: '/Health', message: 'must be an object' }],
    });
  const issues: Issue[] = [];
  for (const [name, member] of Object.entries(value)) {
    const message = complaintOf(name, member);
    if (message !== null) issues.push({ pointer: `/Health/${name}`, message });
  }
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return value;
};

/** The health check that a container gets of it; null for the one that its image or its body names. */
export const healthcheckOf = (health: Health | null): Readonly<Record<string, unknown>> | null => {
  if (health?.Test === undefined) return null;
  const own = ['SoakSeconds', 'DeadlineSeconds'];
  return Object.fromEntries(Object.entries(health).filter(([name]) => !own.includes(name)));
};
