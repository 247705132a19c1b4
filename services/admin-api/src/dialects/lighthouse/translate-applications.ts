/** Applications in the names of this dialect; pure. */
import type { Application, Deployment } from '@moorgate/applications';
import type { Static } from 'typebox';
import type { ApplicationSchema, DeploymentSchema } from './schemas-applications.ts';

/** An application of the list. */
export const toApplicationBody = (application: Application): Static<typeof ApplicationSchema> => ({
  Id: application.id,
  CurrentDeployment: application.currentDeployment ?? -1,
  Name: application.name,
  Instances: [...application.instances],
});

/** The image that a command names; empty for none. */
const imageOf = ({ Image: image }: Readonly<Record<string, unknown>>): string =>
  typeof image === 'string' ? image : '';

/** A deployment of the history. */
export const toDeploymentBody = (deployment: Deployment): Static<typeof DeploymentSchema> => ({
  Id: deployment.id,
  Creator: deployment.creator,
  Date: deployment.createdAt.toISOString(),
  Image: imageOf(deployment.command),
  Command: { ...deployment.command },
  Version: deployment.version,
  Status: deployment.status,
});
