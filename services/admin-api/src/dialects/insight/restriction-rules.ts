/** What people have to do about their accounts before they do anything else. */
import type { accountRestriction } from '@moorgate/auth';
import type { InsightServices } from './context.ts';

/** The rules of this installation. */
export const restrictionRules = ({
  accounts: { passwordPolicy, requiresSecondFactor },
}: Pick<InsightServices, 'accounts'>): Parameters<typeof accountRestriction>[1] => ({
  passwordMaxAgeDays: passwordPolicy.maxAgeDays,
  requiresSecondFactor,
});
