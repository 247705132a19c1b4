/** Passwords that nobody chose. */
import { randomBytes } from 'node:crypto';
import { isPasswordAllowed, type PasswordPolicy } from './password-policy.ts';

/** A random password of 24 characters [A-Za-z0-9_-], or as many as the policy demands, with every kind that it demands. */
export const drawPassword = (policy: PasswordPolicy): string => {
  const bytes = Math.max(18, Math.ceil((policy.minLength * 3) / 4));
  for (;;) {
    const password = randomBytes(bytes).toString('base64url');
    if (isPasswordAllowed(password, policy)) return password;
  }
};
