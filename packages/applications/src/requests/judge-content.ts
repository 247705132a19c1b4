/** The policy of the installation, asked about what a deployment will send. */
import type { HostContent } from '../plan.ts';
import type { ApplicationServices } from '../services.ts';

/** Passes where all of it may be created for the application of this name. Throws what the policy throws. */
export const judgeContent = (
  { judge }: Pick<ApplicationServices, 'judge'>,
  { name: application }: { readonly name: string },
  { parts, networks, volumes = [] }: HostContent,
): void => {
  const placeOf = (group: string, name: string): string =>
    `/Compose/${group}/${name.slice(application.length + 1)}`;
  for (const { name, body } of volumes)
    judge({ kind: 'volume', pointer: placeOf('volumes', name), body });
  for (const { name, body } of parts) {
    const pointer = networks === undefined ? '/Command' : placeOf('services', name);
    judge({ kind: 'container', pointer, body });
  }
};
