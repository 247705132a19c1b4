/** A real browser, driven over the Chrome DevTools Protocol. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebianPackage } from '@moorgate/testing';
import { type Message, openWire, type Wire } from './devtools-wire.ts';

/** What a page made the browser ask for, and what it was answered with. */
export interface SeenAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** The site of the page in relation to that of the address, as the browser says it; undefined where it does not. */
  readonly fetchSite: string | undefined;
  /** True where the request had a cookie. */
  readonly hasCookie: boolean;
}

/** A cookie as `Set-Cookie` sets it. */
export interface BrowserCookie {
  readonly url: string;
  readonly name: string;
  readonly value: string;
  readonly sameSite: 'Strict' | 'Lax' | 'None';
}

/** How a tab is. */
export interface TabOptions {
  /** Whether the policies of pages count in it; unless said, what a test puts into a page may do what they forbid. */
  readonly honoursPolicies?: boolean;
}

/** One tab. */
export interface Tab {
  /** Goes to an address and waits until it has loaded. */
  visit(url: string): Promise<void>;
  /** The value of an expression in the page, awaited; whatever policy the page has. */
  evaluate(expression: string): Promise<unknown>;
  /** A command of the protocol, for this tab. */
  send(method: string, params?: object): Promise<Message>;
  /** Hears the events of this tab, of the domains that were enabled. */
  onEvent(listener: (method: string, params: Message) => void): void;
  close(): Promise<void>;
}

/**
 * A running browser with a profile of its own, without extensions and without a window. Whoever sits before it types no
 * password: each time that the browser asks for one, they cancel.
 */
export interface Chromium {
  setCookie(cookie: BrowserCookie): Promise<void>;
  openTab(options?: TabOptions): Promise<Tab>;
  /** Every answer of every tab so far. */
  readonly answers: readonly SeenAnswer[];
  /** Waits until one of the answers after the first `count` fits. */
  waitForAnswer(count: number, fits: (answer: SeenAnswer) => boolean): Promise<void>;
  /** Ends it, if need be by force. Afterwards there is neither a process nor a file of it. */
  close(): Promise<void>;
}

const argumentsOf = (profile: string, hosts: readonly string[]): string[] => [
  '--headless=new',
  '--remote-debugging-pipe',
  `--user-data-dir=${profile}`,
  // As root there is no sandbox; the pages are our own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--no-first-run',
  '--ignore-certificate-errors',
  `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ')}`,
  'about:blank',
];

/** What is known of a request and its answer; filled by three events in any order. */
interface Exchange {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Message;
  readonly status?: number;
}

const headerOf = (headers: Message, name: string): string | undefined => {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found === undefined ? undefined : String(found[1]);
};

const answerFrom = ({ method, url, headers, status }: Exchange): SeenAnswer | null => {
  if (method === undefined || url === undefined || headers === undefined || status === undefined)
    return null;
  const fetchSite = headerOf(headers, 'sec-fetch-site');
  return { method, url, status, fetchSite, hasCookie: headerOf(headers, 'cookie') !== undefined };
};

/** What an event tells; the headers that were really sent come with an event of their own, and so does the status. */
const toldBy = (event: string, params: Message): Exchange | null => {
  if (event === 'Network.requestWillBeSent') {
    const { method, url } = params['request'] as { method: string; url: string };
    return { method, url };
  }
  if (event === 'Network.requestWillBeSentExtraInfo')
    return { headers: params['headers'] as Message };
  return event === 'Network.responseReceivedExtraInfo'
    ? { status: Number(params['statusCode']) }
    : null;
};

/** Notes every answer. */
const noteAnswers = (wire: Wire): Pick<Chromium, 'answers' | 'waitForAnswer'> => {
  const answers: SeenAnswer[] = [];
  const exchanges = new Map<string, Exchange>();
  let next = Promise.withResolvers<void>();
  wire.onEvent((event, params, sessionId) => {
    const told = toldBy(event, params);
    if (told === null) return;
    const id = `${sessionId} ${String(params['requestId'])}`;
    const exchange = { ...exchanges.get(id), ...told };
    exchanges.set(id, exchange);
    const answer = answerFrom(exchange);
    if (answer === null) return;
    // A request that is redirected keeps its id.
    exchanges.delete(id);
    answers.push(answer);
    next.resolve();
    next = Promise.withResolvers();
  });
  return {
    answers,
    waitForAnswer: async (count, fits) => {
      while (!answers.slice(count).some(fits)) await next.promise;
    },
  };
};

type Call = (method: string, params?: object) => Promise<Message>;

/** Cancels what would ask for a password: a request would wait for it. All others go on as they are. */
const cancelPasswordPrompts = async (
  wire: Wire,
  { sessionId, call }: { readonly sessionId: string; readonly call: Call },
): Promise<void> => {
  wire.onEvent((event, { requestId }, from) => {
    if (from !== sessionId) return;
    // A request that its page has let go meanwhile is none any more.
    if (event === 'Fetch.requestPaused')
      call('Fetch.continueRequest', { requestId }).catch(() => undefined);
    if (event === 'Fetch.authRequired')
      call('Fetch.continueWithAuth', {
        requestId,
        authChallengeResponse: { response: 'CancelAuth' },
      }).catch(() => undefined);
  });
  await call('Fetch.enable', { handleAuthRequests: true });
};

const openTab = async (wire: Wire, { honoursPolicies = false }: TabOptions): Promise<Tab> => {
  const { targetId } = await wire.send('Target.createTarget', { url: 'about:blank' });
  const attached = await wire.send('Target.attachToTarget', { targetId, flatten: true });
  const sessionId = String(attached['sessionId']);
  const call: Call = (method, params) => wire.send(method, params, sessionId);
  let loaded = Promise.withResolvers<void>();
  wire.onEvent((event, _params, from) => {
    if (event === 'Page.loadEventFired' && from === sessionId) loaded.resolve();
  });
  await call('Page.enable');
  await call('Network.enable');
  await call('Page.setBypassCSP', { enabled: !honoursPolicies });
  await cancelPasswordPrompts(wire, { sessionId, call });
  return {
    visit: async (url) => {
      loaded = Promise.withResolvers<void>();
      await call('Page.navigate', { url });
      await loaded.promise;
    },
    evaluate: async (expression) => {
      const outcome = await call('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
      });
      if (outcome['exceptionDetails'] !== undefined)
        throw new Error(JSON.stringify(outcome['exceptionDetails']));
      return (outcome['result'] as Message)['value'];
    },
    send: call,
    onEvent: (listener) =>
      wire.onEvent((event, params, from) => {
        if (from === sessionId) listener(event, params);
      }),
    close: async () => void (await wire.send('Target.closeTarget', { targetId })),
  };
};

/** How long it may take to end by itself. */
const endSecondsMax = 10;

/** Starts it; the named hosts are this machine. Certificates are not looked at: who a page is, is not what is tried here. */
export const startChromium = async (
  chromium: DebianPackage & { readonly isThere: true },
  hosts: readonly string[],
): Promise<Chromium> => {
  const profile = await mkdtemp(join(tmpdir(), 'moorgate-chromium-'));
  const child = spawn(chromium.program, argumentsOf(profile, hosts), {
    env: { ...process.env, ...chromium.env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  // The pipes close when the last of its processes has ended.
  const ended = once(child, 'close').catch(() => undefined);
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const wire = openWire(child);
  const close = async (): Promise<void> => {
    const force = setTimeout(() => child.kill('SIGKILL'), endSecondsMax * 1_000);
    await wire.send('Browser.close').catch(() => undefined);
    await ended;
    clearTimeout(force);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await wire.send('Browser.getVersion');
  } catch {
    await close();
    throw new Error(`chromium did not start: ${said}`);
  }
  return {
    ...noteAnswers(wire),
    setCookie: async ({ url, name, value, sameSite }) => {
      const cookie = { url, name, value, sameSite, path: '/', httpOnly: true, secure: true };
      await wire.send('Storage.setCookies', { cookies: [cookie] });
    },
    openTab: (options = {}) => openTab(wire, options),
    close,
  };
};
