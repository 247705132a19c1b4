/** What artifacts may be called. */

const segment = /^(?!\.+$)[A-Za-z0-9._@+-]+$/;
const pathBytesMax = 1_024;
const segmentsMax = 32;
/** The console of a run stands where its artifacts do. */
const reserved: ReadonlySet<string> = new Set([
  'console.log',
  '.rundef.json',
  'tests',
  'rerun',
  'cancel',
]);

/** Whether it can be the path of an artifact. */
export const isArtifactPath = (path: string): boolean => {
  const segments = path.split('/');
  return (
    path.length <= pathBytesMax &&
    segments.length <= segmentsMax &&
    segments.every((one) => segment.test(one)) &&
    !reserved.has(segments[0]!)
  );
};

/** The folders that a path is in: `a` and `a/b` for `a/b/c`. */
export const foldersOf = (path: string): string[] => {
  const segments = path.split('/');
  return segments.slice(0, -1).map((_segment, index) => segments.slice(0, index + 1).join('/'));
};
