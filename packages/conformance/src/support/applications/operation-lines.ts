/** The stream of an operation as a client of Lighthouse reads it. */

/** A line. */
export interface Line {
  readonly Status: string;
  readonly Method: string;
  readonly Endpoint: string;
  readonly Message: string;
  readonly Code: number;
  readonly Instance: string;
  readonly Item: number;
  readonly Total: number;
}

const members = 'Status,Method,Endpoint,Message,Code,Instance,Item,Total';

/** The last line of every stream that is whole. */
export const finalized: Line = {
  ...{ Status: 'Finalized', Method: '', Endpoint: '', Message: '', Code: 0 },
  ...{ Instance: '', Item: 0, Total: 0 },
};

const frames = new Set(['Starting', 'Complete', 'Finalized']);

/**
 * The lines of a stream; those of hosts within a stage, which come in the order in which the hosts are done, by their place in
 * the list. Throws where a line is no object with the members in their order.
 */
export const readLines = (text: string): readonly Line[] => {
  const lines = text
    .split(/(?<=\n)/)
    .map((line) => JSON.parse(line) as Line)
    .map((line, at) => ({ line, at }));
  const odd = lines.find(({ line }) => Object.keys(line).join() !== members);
  if (odd !== undefined) throw new Error(`a line with other members: ${JSON.stringify(odd.line)}`);
  let stage = 0;
  const placed = lines.map(({ line }) => {
    const isFrame = frames.has(line.Status);
    if (isFrame) stage += 1;
    const place: readonly [number, number] = [stage, isFrame ? -1 : line.Item];
    return { line, place };
  });
  return placed
    .sort(({ place: one }, { place: other }) => one[0] - other[0] || one[1] - other[1])
    .map(({ line }) => line);
};

/** What a stage says of one host: `OK` with an empty message unless said. */
export type HostWords = Partial<Pick<Line, 'Status' | 'Message'>> & Pick<Line, 'Code' | 'Instance'>;

/** The lines of a stage: its label, the request by its method and its path, and what it says of each host. */
export const stageLines = (
  label: string,
  call: string,
  hosts: readonly HostWords[],
): readonly Line[] => {
  const [Method = '', Endpoint = ''] = call.split(' ');
  const Total = hosts.length;
  const frame = (Status: string, Item: number): Line => ({
    ...{ Status, Method, Endpoint, Message: label, Code: 0, Instance: '', Item, Total },
  });
  return [
    frame('Starting', 0),
    ...hosts.map((words, Item) => ({
      ...{ Status: 'OK', Method, Endpoint, Message: '', Item, Total },
      ...words,
    })),
    frame('Complete', Total),
  ];
};
