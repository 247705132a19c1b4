/** The part of this dialect that is about builds, below `/projects`: answers are JSend, and pages count from 0. */
import { factoryTokenHeaders } from '../../factory/factory-credentials.ts';
import { defineFace } from '../define-face.ts';
import { authenticateFoundries } from './authenticate.ts';
import { withBothSpellings } from './both-spellings.ts';
import type { ProjectServices } from './context.ts';
import { projectsDocument } from './document-projects.ts';
import { buildEndpoints } from './endpoints/builds/index.ts';
import { triggerEndpoints } from './endpoints/triggers/index.ts';
import { renderProjectFault } from './envelope-projects.ts';

/** Builds, their runs, and triggers, as tools of JobServ know them. */
export const projectsFace = defineFace<ProjectServices>({
  name: 'projects',
  dialect: 'foundries',
  prefixes: ['/projects'],
  endpoints: withBothSpellings([...triggerEndpoints, ...buildEndpoints]),
  document: projectsDocument,
  tokenHeaders: factoryTokenHeaders,
  services: ({ tokenChecks, factory, ownOrigin, builds }) => ({
    tokenChecks,
    factory,
    ownOrigin,
    builds,
  }),
  authenticate: authenticateFoundries,
  renderFault: renderProjectFault,
});
