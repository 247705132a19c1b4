/** The calls by which an engine can tell at which stage an operation is. */
import type { EngineCall, EngineProxy, Judge, Verdict } from './engine-proxy.ts';

/** What can fail on a host, or be waited for there, in its order. */
export type Moment =
  'pull' | 'create' | 'stop' | 'set aside' | 'set up' | 'start' | 'health' | 'delete';

type Meets = (call: EngineCall) => boolean;

/** The first call of its kind for an application; containers that exist are called by their ids, whatever they belong to. */
const meets = (moment: Moment, name: string): Meets => {
  const isPost = (pattern: RegExp) => (call: EngineCall) =>
    call.method === 'POST' && pattern.test(call.target);
  switch (moment) {
    case 'pull':
      return isPost(/^images\/create\?/);
    case 'create':
      return isPost(new RegExp(`^containers/create\\?name=${name}_tmp$`));
    case 'stop':
      return isPost(/^containers\/[^/]+\/stop$/);
    case 'set aside':
      return isPost(new RegExp(`^containers/[^/]+/rename\\?name=${name}_old$`));
    case 'set up':
      return isPost(new RegExp(`^containers/[^/]+/rename\\?name=${name}$`));
    case 'start':
      return isPost(/^containers\/[^/]+\/start$/);
    case 'health':
      return afterStart(
        ({ method, target }) => method === 'GET' && target === `containers/${name}/json`,
      );
    case 'delete':
      return ({ method, target }) => method === 'DELETE' && target.startsWith('containers/');
  }
};

/** The first that is met once something was started. */
const afterStart = (looks: Meets): Meets => {
  let isStarted = false;
  const starts = meets('start', '');
  return (call) => {
    isStarted ||= starts(call);
    return isStarted && looks(call);
  };
};

/** The first call of that moment is judged so; all others are not. Answers what tells whether it came. */
export const judgeOnce = (
  proxy: EngineProxy,
  { moment, name }: { readonly moment: Moment; readonly name: string },
  verdict: () => Verdict | Promise<Verdict>,
): { hasCome(): boolean } => {
  const isMet = meets(moment, name);
  let hasCome = false;
  const judge: Judge = (call) => {
    if (!isMet(call)) return null;
    hasCome = true;
    leave();
    return verdict();
  };
  const leave = proxy.interfere(judge);
  return { hasCome: () => hasCome };
};
