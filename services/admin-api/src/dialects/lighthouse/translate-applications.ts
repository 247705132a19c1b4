/** Applications in the names of this dialect; pure. */
import type { Application, Deployment, OperationLine } from '@moorgate/applications';
import type { Static } from 'typebox';
import type { ApplicationSchema, DeploymentSchema } from './schemas-applications.ts';

/** A line of progress on the wire. */
export interface LineBody {
  readonly Status: string;
  readonly Method: string;
  readonly Endpoint: string;
  readonly Message: string;
  readonly Code: number;
  readonly Instance: string;
  readonly Item: number;
  readonly Total: number;
}

/** A line of progress; the order of its members is that of the original. */
export const toLineBody = (line: OperationLine): LineBody => ({
  Status: line.status,
  Method: line.method,
  Endpoint: line.endpoint,
  Message: line.message,
  Code: line.code,
  Instance: line.instance,
  Item: line.item,
  Total: line.total,
});

/** An application of the list. */
export const toApplicationBody = (application: Application): Static<typeof ApplicationSchema> => ({
  Id: application.id,
  CurrentDeployment: application.currentDeployment ?? -1,
  Name: application.name,
  Instances: [...application.instances],
});

/**
 * A deployment of the history. One of a compose file has an empty command: sent back as it came, it changes nothing, since an
 * empty one means the present deployment.
 */
export const toDeploymentBody = (deployment: Deployment): Static<typeof DeploymentSchema> => ({
  Id: deployment.id,
  Creator: deployment.creator,
  Date: deployment.createdAt.toISOString(),
  Image: deployment.images.join(', '),
  Command: { ...deployment.command },
  Version: deployment.version,
  Status: deployment.status,
});
