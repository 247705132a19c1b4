/** What the document of builds says beside what its endpoints say themselves. */
import type { FaceDocument } from '../define-face.ts';
import { foundriesDocument } from './document.ts';
import { projectFaultForm } from './envelope-projects.ts';

export const projectsDocument: FaceDocument = {
  fileName: 'projects_swagger.yaml',
  title: 'Moorgate for tools that follow builds',
  description:
    'The part of the API of JobServ that `fioctl` and scripts call. Every path is there with a slash at its end and without. An operation needs every scope of `x-required-scope`. Answers are JSend: `status` and `data`, or `status` and `message`.',
  tags: {
    Builds:
      'Builds of the factory, the newest first; the version of a target is the number of a build.',
    'Runs of builds': 'What a build consists of, with consoles and artifacts.',
    Triggers: 'Secrets that runs get.',
  },
  securitySchemes: foundriesDocument.securitySchemes,
  faultForm: projectFaultForm,
};
