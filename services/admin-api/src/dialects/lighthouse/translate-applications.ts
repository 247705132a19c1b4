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
