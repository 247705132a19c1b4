/** A real browser, driven over the Chrome DevTools Protocol. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebianPackage } from '@moorgate/testing';

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

/** One tab. */
export interface Tab {
  /** Goes to an address and waits until it has loaded. */
  visit(url: string): Promise<void>;
  /** The value of an expression in the page, awaited; whatever policy the page has. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A running browser with a profile of its own, without extensions and without a window. */
export interface Chromium {
  setCookie(cookie: BrowserCookie): Promise<void>;
  openTab(): Promise<Tab>;
  /** Every answer of every tab so far. */
  readonly answers: readonly SeenAnswer[];
  close(): Promise<void>;
}

type Message = Readonly<Record<string, unknown>>;

/** Sends commands and hears events; `sessionId` names a tab. */
interface Wire {
  send(method: string, params?: object, sessionId?: string): Promise<Message>;
  onEvent(listener: (method: string, params: Message, sessionId: string) => void): void;
  close(): void;
}

const openWire = async (url: string): Promise<Wire> => {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const waiting = new Map<number, PromiseWithResolvers<Message>>();
  const listeners: Parameters<Wire['onEvent']>[0][] = [];
  let lastId = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    const asked = waiting.get(Number(message['id']));
    if (asked === undefined) {
      const { method, params, sessionId } = message;
      for (const listener of listeners)
        listener(String(method), (params ?? {}) as Message, String(sessionId));
    } else if (message['error'] !== undefined)
      asked.reject(new Error(JSON.stringify(message['error'])));
    else asked.resolve(message['result'] as Message);
  });
  return {
    send: (method, params = {}, sessionId) => {
      lastId += 1;
      const asked = Promise.withResolvers<Message>();
      waiting.set(lastId, asked);
      socket.send(JSON.stringify({ id: lastId, method, params, sessionId }));
      return asked.promise;
    },
    onEvent: (listener) => void listeners.push(listener),
    close: () => socket.close(),
  };
};

/** The line in which it says where it listens. */
const addressPattern = /DevTools listening on (ws:\/\/\S+)/;

const argumentsOf = (profile: string, hosts: readonly string[]): string[] => [
  '--headless=new',
  '--remote-debugging-port=0',
  `--user-data-dir=${profile}`,
  // As root there is no sandbox; the pages are our own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--ignore-certificate-errors',
  `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ')}`,
  'about:blank',
];

/** What was asked, by the id of the request; filled by two events, whichever comes first. */
type Asked = Map<string, { method?: string; url?: string; headers?: Message }>;

const headerOf = (headers: Message, name: string): string | undefined => {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found === undefined ? undefined : String(found[1]);
};

/** Notes every answer; the headers that were really sent come with an event of their own. */
const noteAnswers = (wire: Wire, answers: SeenAnswer[]): void => {
  const asked: Asked = new Map();
  const statuses = new Map<string, number>();
  const note = (id: string): void => {
    const { method, url, headers } = asked.get(id) ?? {};
    const status = statuses.get(id);
    if (method === undefined || url === undefined || headers === undefined || status === undefined)
      return;
    const hasCookie = headerOf(headers, 'cookie') !== undefined;
    answers.push({
      method,
      url,
      status,
      fetchSite: headerOf(headers, 'sec-fetch-site'),
      hasCookie,
    });
    asked.delete(id);
  };
  wire.onEvent((event, params, sessionId) => {
    const id = `${sessionId} ${String(params['requestId'])}`;
    if (event === 'Network.requestWillBeSent') {
      const { method, url } = params['request'] as { method: string; url: string };
      asked.set(id, { ...asked.get(id), method, url });
    } else if (event === 'Network.requestWillBeSentExtraInfo') {
      asked.set(id, { ...asked.get(id), headers: params['headers'] as Message });
    } else if (event === 'Network.responseReceivedExtraInfo') {
      statuses.set(id, Number(params['statusCode']));
    } else return;
    note(id);
  });
};

const openTab = async (wire: Wire): Promise<Tab> => {
  const { targetId } = await wire.send('Target.createTarget', { url: 'about:blank' });
  const attached = await wire.send('Target.attachToTarget', { targetId, flatten: true });
  const sessionId = String(attached['sessionId']);
  const call = (method: string, params?: object): Promise<Message> =>
    wire.send(method, params, sessionId);
  let loaded = Promise.withResolvers<void>();
  wire.onEvent((event, _params, from) => {
    if (event === 'Page.loadEventFired' && from === sessionId) loaded.resolve();
  });
  await call('Page.enable');
  await call('Network.enable');
  await call('Page.setBypassCSP', { enabled: true });
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
    close: async () => void (await wire.send('Target.closeTarget', { targetId })),
  };
};

/** Starts it; the named hosts are this machine. Certificates are not looked at: who a page is, is not what is tried here. */
export const startChromium = async (
  chromium: DebianPackage & { readonly isThere: true },
  hosts: readonly string[],
): Promise<Chromium> => {
  const profile = await mkdtemp(join(tmpdir(), 'moorgate-chromium-'));
  const child = spawn(chromium.program, argumentsOf(profile, hosts), {
    env: { ...process.env, ...chromium.env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  const address = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, url] = addressPattern.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    ended.then(() => reject(new Error(`chromium ended: ${said}`)), reject);
  });
  const wire = await openWire(await address);
  const answers: SeenAnswer[] = [];
  noteAnswers(wire, answers);
  return {
    answers,
    setCookie: async ({ url, name, value, sameSite }) => {
      const cookie = { url, name, value, sameSite, path: '/', httpOnly: true, secure: true };
      await wire.send('Storage.setCookies', { cookies: [cookie] });
    },
    openTab: () => openTab(wire),
    close: async () => {
      await wire.send('Browser.close').catch(() => undefined);
      wire.close();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
