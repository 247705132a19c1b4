/** What a runner tells of itself and of the runs that it executes. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const runner = {
  runner_no_isolation: {
    kind: 'unavailable',
    title: 'This runner cannot keep scripts apart from its host, so it executes none.',
    remedy:
      'Give it a container engine, or start it as root on a Linux host that has bubblewrap and util-linux. `detail` says what is missing for each.',
  },
  runner_work_folder_taken: {
    kind: 'conflict',
    title: 'Another runner works in this folder.',
    remedy: 'Stop it, or give this one a folder of its own; one runner can have several slots.',
  },
  runner_work_folder_closed: {
    kind: 'unavailable',
    title: 'Users of runs cannot pass through to the work folder of this runner.',
    remedy:
      'Every folder above it needs the right to be passed through (`chmod o+x`), or choose another place, `/var/lib/moorgate-runner` for example.',
  },
  runner_users_exhausted: {
    kind: 'unavailable',
    title: 'Every user id that this runner may give to a run is in use.',
    remedy: 'Widen the range (`MOORGATE_RUNNER_USERS`).',
  },
  run_source_unavailable: {
    kind: 'unavailable',
    title: 'The sources of the run cannot be had.',
    remedy:
      'The console has what git said. The commit may have been removed from the repository since, or the server was away.',
  },
  run_image_unavailable: {
    kind: 'unavailable',
    title: 'The image that the script runs in cannot be had.',
    remedy: 'The console has what the engine said. Push the image to the registry of the factory.',
  },
  app_unusable: {
    kind: 'unprocessable',
    title: 'A folder of the workspace cannot be made into an app.',
    remedy: '`detail` says which, and what is wrong with it.',
  },
  registry_refused: {
    kind: 'unavailable',
    title: 'The registry did not take what was pushed.',
    remedy: '`detail` has its answer. A run may push to the repositories of its own factory.',
  },
} as const satisfies Record<string, CatalogueEntry>;
