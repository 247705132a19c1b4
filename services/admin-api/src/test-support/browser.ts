/** A browser as far as logins need one: it follows redirects and keeps cookies, and sends them as their `SameSite` says. */

/** A page that the browser shows. */
export interface Page {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  /** The `Set-Cookie` headers of the answer. */
  readonly cookies: readonly string[];
}

/** What a page makes the browser send. */
export interface Form {
  readonly method?: 'GET' | 'POST';
  /** The fields of a form. */
  readonly fields?: Readonly<Record<string, string>> | [string, string][];
  /** The page that it is on; the address bar unless said. */
  readonly from?: string;
}

export interface Browser {
  /** Goes to an address, and on while it is redirected. Stops before an address that `until` names. */
  visit(url: string, form?: Form, until?: string): Promise<Page>;
  /** The `Cookie` header that a page of this address would send. */
  cookiesFor(url: string): string;
  /** A second browser with the same cookies. */
  copy(): Browser;
  setCookies(url: string, cookies: readonly string[]): void;
}

interface Cookie {
  readonly value: string;
  readonly isStrict: boolean;
}

type Jar = Map<string, Map<string, Cookie>>;

const redirectsMax = 20;
const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

const store = (jar: Jar, origin: string, headers: readonly string[]): void => {
  const cookies = jar.get(origin) ?? new Map<string, Cookie>();
  jar.set(origin, cookies);
  for (const header of headers) {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(name.length + 1);
    const isOver = attributes.some((one) => /^max-age=0$/i.test(one)) || value === '';
    const isStrict = attributes.some((one) => /^samesite=strict$/i.test(one));
    if (isOver) cookies.delete(name);
    else cookies.set(name, { value, isStrict });
  }
};

const cookieHeader = (jar: Jar, origin: string, isSameSite: boolean): string =>
  [...(jar.get(origin) ?? [])]
    .filter(([, { isStrict }]) => isSameSite || !isStrict)
    .map(([name, { value }]) => `${name}=${value}`)
    .join('; ');

/** Where a browser stands. */
export interface BrowserPlace {
  /** Where the origins are that have no name of their own. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Its address, as a proxy would tell it. */
  readonly address?: string;
}

export const createBrowser = (place: BrowserPlace, jar: Jar = new Map()): Browser => {
  const { hosts, address: ownAddress = '203.0.113.1' } = place;
  const send = async (url: URL, form: Form, isSameSite: boolean): Promise<Page> => {
    const { fields, method = fields === undefined ? 'GET' : 'POST' } = form;
    const response = await fetch(`${hosts[url.origin] ?? url.origin}${url.pathname}${url.search}`, {
      method,
      redirect: 'manual',
      headers: {
        Accept: 'text/html, */*;q=0.8',
        Cookie: cookieHeader(jar, url.origin, isSameSite),
        'X-Forwarded-For': ownAddress,
        'Sec-Fetch-Site': isSameSite ? 'same-origin' : 'cross-site',
      },
      ...(fields === undefined ? {} : { body: new URLSearchParams(fields) }),
    });
    const cookies = response.headers.getSetCookie();
    store(jar, url.origin, cookies);
    const { status, headers } = response;
    return { status, url: url.href, headers, body: await response.text(), cookies };
  };

  return {
    visit: async (address, form = {}, until = 'nowhere:') => {
      let url = new URL(address);
      let isSameSite = form.from === undefined || new URL(form.from).origin === url.origin;
      let page = await send(url, form, isSameSite);
      for (let count = 0; isRedirect(page.status); count += 1) {
        if (count === redirectsMax) throw new Error(`${address} redirects for ever`);
        const next = new URL(page.headers.get('location') ?? '', url);
        if (next.href.startsWith(until)) return { ...page, url: next.href };
        isSameSite &&= next.origin === url.origin;
        url = next;
        page = await send(url, {}, isSameSite);
      }
      return page;
    },
    cookiesFor: (url) => cookieHeader(jar, new URL(url).origin, true),
    copy: () =>
      createBrowser(place, new Map([...jar].map(([key, value]) => [key, new Map(value)]))),
    setCookies: (url, cookies) => store(jar, new URL(url).origin, cookies),
  };
};
