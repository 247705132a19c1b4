/** Which media type an artifact has, by the end of its name. */

const octetStream = 'application/octet-stream';
const plainText = 'text/plain; charset=utf-8';

/** Nothing that a browser runs: a page or an image with scripts is a row of bytes here. */
const types: Readonly<Record<string, string>> = {
  log: plainText,
  txt: plainText,
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  gz: 'application/gzip',
  tar: 'application/x-tar',
  tgz: 'application/gzip',
  zip: 'application/zip',
};

/** The media type of a file of that name; `application/octet-stream` for one that is not known, or that a browser would run. */
export const mediaTypeOf = (name: string): string => {
  const end = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(types, end) ? types[end]! : octetStream;
};
