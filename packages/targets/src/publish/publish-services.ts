/** What publishing targets stands on. */
import type { Context } from '@moorgate/auth';
import type { RegistryReader } from '@moorgate/containers';
import type { AssemblyServices } from '@moorgate/delivery';

/** Whoever publishes. */
export interface PublishServices
  extends AssemblyServices, Pick<Context, 'db' | 'confirmations' | 'log'> {
  /** Where apps are read from; null where there is no registry. */
  readonly registry: RegistryReader | null;
  /** Whether a target is given to the devices that report its tag as soon as it is published. */
  readonly followsTags: boolean;
}

/** The context of what is done by nobody's request. */
export const contextOf = ({ db, confirmations, clock, log }: PublishServices): Context => ({
  ...{ db, confirmations, clock, log },
  principal: { kind: 'system', name: 'targets' },
  requestId: null,
  address: null,
});
