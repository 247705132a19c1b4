/** Takes secrets out of a line of the log, wherever in it they stand. */

/** Fields that hold a secret under this name, in whatever object. */
const secretFields: readonly string[] = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'osf-token',
  'x-auth-token',
  'password',
  'token',
  'secret',
  'client_secret',
  'access_token',
  'refresh_token',
];

const mark = '[redacted]';

const names = secretFields.join('|');

/**
 * What a secret looks like in a line of JSON, and what is left of it. What may be long stands behind a text that is rare, or
 * has a bound, so that a line that strangers make long takes no longer than its length.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // Our tokens (see the auth package) keep their public part, by which an operator finds them.
  [
    /\b(mgt_(?:pat|ses|dev|svc|oac|ort|enr)_[0-9a-hjkmnp-tv-z]{13})_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\b/g,
    `$1_${mark}`,
  ],
  // A JSON Web Token: three parts, the first of which begins with `{"`.
  [/\beyJ[\w-]{6,4096}\.[\w-]{2,}\.[\w-]*/g, mark],
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${mark}`],
  // The password of an address.
  [/(:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/g, `$1:${mark}@`],
  // A parameter of a query or of a form.
  [new RegExp(`([?&; ](?:${names})=)[^&;\\s"\\\\]+`, 'gi'), `$1${mark}`],
  // A field with the name of a secret: one text, or a list of texts.
  [new RegExp(`("(?:${names})":)(?:"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\])`, 'gi'), `$1"${mark}"`],
  [
    /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]{0,16384}?-----END \1-----/g,
    `-----BEGIN $1-----${mark}`,
  ],
];

/** The line without secrets; what is no secret stays as it is, and JSON stays JSON. */
export const redactLine = (line: string): string =>
  rules.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
