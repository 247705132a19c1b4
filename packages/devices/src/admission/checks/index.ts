/** THE ordered list of what is asked about a device whose certificate is good. */
import type { Candidate, Check, Decision } from './check.ts';
import { deniedList } from './denied-list.ts';
import { enrolmentPolicy } from './enrolment-policy.ts';
import { nextKey } from './next-key.ts';
import { otherKey } from './other-key.ts';
import { purgedKey } from './purged-key.ts';
import { rekeyPermit } from './rekey-permit.ts';
import { storedKey } from './stored-key.ts';

/** A new check is one more file and its line here; the first answer counts. */
const checks: readonly Check[] = [
  deniedList,
  storedKey,
  purgedKey,
  nextKey,
  rekeyPermit,
  otherKey,
  enrolmentPolicy,
];

/** What the first check with an answer says. Who is left over is refused. */
export const decide = (candidate: Candidate): Decision => {
  for (const check of checks) {
    const decision = check(candidate);
    if (decision !== null) return decision;
  }
  return { kind: 'refuse', code: 'device_not_registered' };
};
