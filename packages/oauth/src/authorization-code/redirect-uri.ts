/** Where a browser is sent with a code: exactly where the client was registered for (RFC 9700, 2.1). */

/** Numbers only: what a name means is decided elsewhere (RFC 8252, 8.3). */
const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?=\/|\?|$)/;

const withoutLoopbackPort = (uri: string): string | null =>
  loopback.test(uri) ? uri.replace(loopback, 'http://$1') : null;

/**
 * Whether the address is one of the registered ones: letter by letter, but for the port of an app on the person's own machine,
 * which takes whichever is free (RFC 8252, 7.3).
 */
export const isRegisteredRedirect = (registered: readonly string[], uri: string): boolean => {
  if (registered.includes(uri)) return true;
  const bare = withoutLoopbackPort(uri);
  return bare !== null && registered.some((one) => withoutLoopbackPort(one) === bare);
};

/** The address with the parameters of an answer added to those that it has (RFC 6749, 4.1.2). */
export const withParameters = (
  uri: string,
  parameters: Readonly<Record<string, string | null>>,
): string => {
  const [beforeQuery = '', ...query] = uri.split('?');
  const search = new URLSearchParams(query.join('?'));
  for (const [name, value] of Object.entries(parameters))
    if (value !== null) search.append(name, value);
  return `${beforeQuery}?${search.toString()}`;
};
