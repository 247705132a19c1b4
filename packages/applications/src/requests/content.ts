/** What a deployment is made of: the body of one container, or a compose file. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@moorgate/auth';
import type { DeploymentKind, DeploymentRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { ComposePlan, ComposeService } from '../compose/plan.ts';
import { readCompose } from '../compose/read-compose.ts';
import { deadlineSecondsByDefault, type Health } from '../health.ts';
import type { HostContent, PartPlan, Wait } from '../plan.ts';
import { checkCommand, type Command, imageOf } from './command.ts';

/** As it is kept. Of a compose file the text, from which it is read again, and the images that it names. */
export type Content =
  | { readonly kind: 'container'; readonly command: Command }
  | {
      readonly kind: 'compose';
      readonly command: { readonly Compose: string; readonly Images: readonly string[] };
    };

/** As it is asked for. */
export interface AskedContent {
  /** The body that creates the container. */
  readonly command?: Command | undefined;
  /** The text of a compose file, in the place of a command. */
  readonly compose?: string | undefined;
}

/** What a file may make of one host: references repeat what they point to. */
const planBytesMax = 1_048_576;

const refuse = (pointer: string, message: string): never => {
  throw fault('invalid_request', { issues: [{ pointer, message }] });
};

const readFile = (application: string, text: string): ComposePlan => {
  const plan = readCompose({ application, text });
  if (Buffer.byteLength(JSON.stringify(plan)) > planBytesMax)
    refuse('/Compose', `The file must not come to more than ${planBytesMax} bytes`);
  return plan;
};

/**
 * What was asked for an application of this name. Throws `invalid_request` for both, for neither, and for what cannot be
 * deployed.
 */
export const readContent = (
  { name }: { readonly name: string },
  { command, compose }: AskedContent,
): Content => {
  if (compose === undefined) {
    if (command === undefined)
      return refuse('/Command', 'must be given, or a compose file in its place');
    checkCommand(command);
    return { kind: 'container', command };
  }
  if (command !== undefined) refuse('/Compose', 'must not be given together with a command');
  const { services } = readFile(name, compose);
  const images = [...new Set(services.map(({ image }) => image))];
  return { kind: 'compose', command: { Compose: compose, Images: images } };
};

/** Passes for a health that a deployment of this content can have. Throws `invalid_request`. */
export const checkHealthOf = ({ kind }: Pick<Content, 'kind'>, health: Health | null): void => {
  if (kind === 'container' || health === null) return;
  const own = ['SoakSeconds', 'DeadlineSeconds'];
  const other = Object.keys(health).find((name) => !own.includes(name));
  if (other !== undefined)
    refuse(
      `/Health/${other}`,
      'must not be given: the services of a file have checks of their own',
    );
};

/** The text of a compose file as it was kept; null for another content. */
export const composeOf = ({
  kind,
  command,
}: Pick<DeploymentRow, 'kind' | 'command'>): string | null =>
  kind === 'compose' ? String(command['Compose']) : null;

/** The images that a content names. */
export const imagesOf = ({
  kind,
  command,
}: Pick<DeploymentRow, 'kind' | 'command'>): readonly string[] => {
  if (kind === 'compose') return command['Images'] as readonly string[];
  const image = imageOf(command);
  return image === null ? [] : [image];
};

const partOf = (
  { container, image, body, connections, dependencies }: ComposeService,
  { containers, seconds }: { readonly containers: ReadonlyMap<string, string>; seconds: number },
): PartPlan => {
  const waits = dependencies.flatMap(({ service, condition }): readonly Wait[] =>
    condition === 'service_started'
      ? []
      : [{ container: containers.get(service) ?? '', condition, seconds }],
  );
  return {
    ...{ name: container, image, body },
    ...(connections.length === 0 ? {} : { connections }),
    ...(waits.length === 0 ? {} : { waits }),
  };
};

/** What a deployment puts on each host of the application of this name. */
export const hostContentOf = (
  { name }: { readonly name: string },
  deployment: Pick<DeploymentRow, 'kind' | 'command'> & { readonly health?: Health | null },
): HostContent => {
  const { command, health } = deployment;
  const text = composeOf(deployment);
  if (text === null) return { parts: [{ name, image: imageOf(command), body: command }] };
  const { services, networks, volumes } = readFile(name, text);
  const containers = new Map(services.map((service) => [service.name, service.container]));
  const seconds = health?.DeadlineSeconds ?? deadlineSecondsByDefault;
  const parts = services.map((service) => partOf(service, { containers, seconds }));
  return { parts, networks, volumes };
};

/** Whether something has to be made before its containers. */
export const isPrepared = ({ networks = [], volumes = [] }: HostContent): boolean =>
  networks.length + volumes.length > 0;

/** What tells deployments of the same content. */
export const digestOf = (kind: DeploymentKind, command: Command): Buffer =>
  createHash('sha256').update(canonicalJson({ kind, command })).digest();
