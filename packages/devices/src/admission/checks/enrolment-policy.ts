/** What happens to a device that nobody has heard of is a setting of its CA. */
import type { Check, Decision } from './check.ts';

const byPolicy: Readonly<Record<'open' | 'registered' | 'approval', Decision>> = {
  open: { kind: 'enrol' },
  registered: { kind: 'refuse', code: 'device_not_registered' },
  approval: { kind: 'refuse', code: 'device_awaits_approval', record: 'pending_enrolment' },
};

/** Enrols, or refuses with `device_not_registered` or `device_awaits_approval`; always decides. */
export const enrolmentPolicy: Check = ({ identity }) => byPolicy[identity.ca.enrolmentPolicy];
