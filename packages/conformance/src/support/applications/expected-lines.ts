/** What the stages of an operation say, as the contract of the stream has it. */
import { type HostWords, type Line, stageLines } from './operation-lines.ts';

/** A stage, by what is done on each host. */
export type Stage = 'pull' | 'create' | 'set aside' | 'set up' | 'start' | 'stop' | 'health';

const labels: Readonly<Record<Stage, string>> = {
  pull: 'Pulling required image',
  create: 'Creating new container',
  'set aside': 'Deleting old containers',
  'set up': 'Setting up new container',
  start: 'Starting application',
  stop: 'Stopping application',
  health: 'Checking health',
};

/** How many of the bytes of an answer a line has. */
const excerptBytes = 80;

/** What is said of one host. */
type Words = Omit<HostWords, 'Instance'>;

/** An application as lines name it, on all of its hosts in their order. */
export interface LinedApplication {
  readonly name: string;
  readonly image: string;
  readonly addresses: readonly string[];
}

/** What differs from the same good words for all hosts. */
export interface StageTold {
  readonly words?: Words;
  /** By the place of the host in the list. */
  readonly but?: Readonly<Record<number, Words>>;
}

const callOf = (stage: Stage, { name, image }: LinedApplication): string => {
  switch (stage) {
    case 'pull':
      return `POST images/create?fromImage=${encodeURIComponent(image)}`;
    case 'create':
      return `POST containers/create?name=${name}_tmp`;
    case 'set aside':
      return `DELETE containers/${name}?force=true`;
    case 'set up':
      return `POST containers/${name}_tmp/rename?name=${name}`;
    case 'start':
    case 'stop':
      return `POST containers/${name}/${stage}`;
    case 'health':
      return `GET containers/${name}/json`;
  }
};

/** The request that stands for undoing all that was done until a stage failed. */
const callBack = (stage: Stage, { name }: LinedApplication): string => {
  if (stage === 'start' || stage === 'set up' || stage === 'health')
    return `DELETE containers/${name}?force=true`;
  return `DELETE containers/${name}_tmp?force=true`;
};

const goodCodes: Readonly<Record<Stage, number>> = {
  ...{ pull: 200, create: 201, 'set aside': 204, 'set up': 204 },
  ...{ start: 204, stop: 204, health: 200 },
};

const onEach = (
  { addresses }: LinedApplication,
  { words, but = {} }: StageTold & { readonly words: Words },
): readonly HostWords[] => addresses.map((Instance, at) => ({ ...(but[at] ?? words), Instance }));

/** What a stage says. */
export const linesOf = (
  stage: Stage,
  application: LinedApplication,
  told: StageTold = {},
): readonly Line[] =>
  stageLines(
    labels[stage],
    callOf(stage, application),
    onEach(application, { words: { Code: goodCodes[stage] }, ...told }),
  );

/** What is said of the way back from a stage, on these hosts. */
export const linesBack = (stage: Stage, application: LinedApplication): readonly Line[] =>
  stageLines(
    'Rolling back',
    callBack(stage, application),
    onEach(application, { words: { Code: 204 } }),
  );

/** What an engine says that has made a container, as far as a line has it. */
export const createdAs = (id: string): Words => ({
  Code: 201,
  Message: `${`{"Id":"${id}","Warnings":[]}`.slice(0, excerptBytes)}...`,
});

/** For a host that has no such container. */
export const absent: Words = { Status: 'Warning', Code: 404, Message: 'Container did not exist' };
