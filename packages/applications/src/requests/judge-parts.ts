/** The policy of the installation, asked about what a deployment will send. */
import type { PartPlan } from '../plan.ts';
import type { ApplicationServices } from '../services.ts';

/** Passes where every part may be created. Throws what the policy throws. */
export const judgeParts = (
  services: Pick<ApplicationServices, 'judge'>,
  parts: readonly PartPlan[],
): void => {
  for (const { body } of parts)
    services.judge({ method: 'POST', target: 'containers/create', body });
};
