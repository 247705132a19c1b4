/** What goes wrong in a page without anybody seeing it: errors of scripts, violations of policies, requests that fail. */
import type { Message } from '../devtools-wire.ts';
import type { Tab } from '../chromium.ts';

const textOf = (value: unknown): string => JSON.stringify(value);

const exceptionText = ({ exceptionDetails }: Message): string => {
  const { exception, text } = exceptionDetails as {
    readonly exception?: { readonly description?: string };
    readonly text: string;
  };
  return exception?.description ?? text;
};

/** What an event tells of trouble; null for one that tells none. */
const troubleOf = (event: string, params: Message): string | null => {
  if (event === 'Runtime.exceptionThrown') return `exception: ${exceptionText(params)}`;
  if (event === 'Runtime.consoleAPICalled')
    return params['type'] === 'error' ? `console: ${textOf(params['args'])}` : null;
  if (event === 'Log.entryAdded') {
    const { level, text, url, source } = params['entry'] as Message;
    // What was answered is told by the answer itself.
    if (level !== 'error' || source === 'network') return null;
    return `log: ${String(text)} ${String(url)}`;
  }
  if (event === 'Network.loadingFailed') {
    const { canceled, errorText } = params;
    return canceled === true ? null : `request: ${String(errorText)}`;
  }
  if (event !== 'Network.responseReceived') return null;
  const { status, url } = params['response'] as { status: number; url: string };
  return status >= 400 ? `answer: ${status} ${new URL(url).pathname}` : null;
};

/** Notes all of it from now on, in order. */
export const watchTroubles = async (tab: Tab): Promise<string[]> => {
  const troubles: string[] = [];
  tab.onEvent((event, params) => {
    const trouble = troubleOf(event, params);
    if (trouble !== null) troubles.push(trouble);
  });
  await tab.send('Runtime.enable');
  await tab.send('Log.enable');
  return troubles;
};
