/** Applications, their deployments, and operations on them. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const applications = {
  application_not_found: {
    kind: 'not_found',
    title: 'There is no such application.',
    remedy: 'Name its id, or its name; a name of digits alone is read as an id.',
  },
  application_name_taken: {
    kind: 'conflict',
    title: 'An application of this name is there already.',
    remedy: 'Choose another name, or have an owner let you change that one.',
  },
  application_forbidden: {
    kind: 'forbidden',
    title: 'What may be done with the application is not enough for this.',
    remedy:
      'Changing an application needs level 1 on it; nobody gives more than they have, and only an owner changes what another owner may do.',
  },
  application_owner_last: {
    kind: 'conflict',
    title: 'The application would have no owner.',
    remedy:
      'Make somebody else an owner first; with level 1 among people, `force=true` does without.',
  },
  application_busy: {
    kind: 'conflict',
    title: 'An operation on the application is in progress.',
    remedy:
      'Follow it to its end. A host that cannot be reached while it gets back what it ran keeps only itself busy: remove it from the application, or wait.',
  },
  deployment_not_found: {
    kind: 'not_found',
    title: 'There is no such deployment.',
    remedy: 'Read the history of the application for the ids of its deployments.',
  },
  deployment_of_other_application: {
    kind: 'invalid',
    title: 'The deployment belongs to another application.',
    remedy: 'Read the history of the application for the ids of its deployments.',
  },
  no_earlier_deployment: {
    kind: 'invalid',
    title: 'The application has not so many earlier deployments.',
    remedy: 'Read the history of the application; the count begins at its newest record.',
  },
  deployment_bad: {
    kind: 'conflict',
    title: 'The same was deployed before, and found unhealthy.',
    remedy: 'Change what was wrong with it; `force=true` deploys it all the same.',
  },
  operation_not_found: {
    kind: 'not_found',
    title: 'There is no such operation.',
    remedy: 'Operations are forgotten 90 days after their end.',
  },
} as const satisfies Record<string, CatalogueEntry>;
