import { type BaseImageRules, pinBaseImages } from './pin-base-images.ts';

const rules = (change: Partial<BaseImageRules> = {}): BaseImageRules => ({
  args: {},
  network: false,
  isOwn: ({ host, repository }) => host === 'hub.example' && repository.startsWith('acme/'),
  pin: ({ host, repository, tag }) =>
    Promise.resolve(`${host}/${repository}@sha256:${tag ?? 'latest'}`),
  ...change,
});

const pin = (lines: readonly string[], change: Partial<BaseImageRules> = {}): Promise<string> =>
  pinBaseImages(lines.join('\n'), rules(change));

test('base images of this registry are named by digest, and everything else stays as it is', async () => {
  const lines = [
    '# syntax=docker/dockerfile:1',
    'ARG BASE=hub.example/acme/base TAG=1',
    '',
    'from  --platform=$BUILDPLATFORM \\',
    '  # a comment in between',
    '  ${BASE}:${TAG} as Build',
    'ARG TAG',
    'RUN echo one && \\',
    '',
    '    echo two',
    'FROM scratch',
    'COPY --chown=1:1 --from=build /a /b',
    'COPY --from=0 /c /d',
    'ADD --chown=app:app root.tar.gz ["a b", "/x"] /',
    'ONBUILD RUN true',
    'FROM build',
    'CMD ["x"]',
    '',
  ];
  expect(await pin(lines, { args: { TAG: '2' } })).toBe(
    [
      ...lines.slice(0, 3),
      'FROM --platform=$BUILDPLATFORM hub.example/acme/base@sha256:2 AS Build',
      ...lines.slice(6),
    ].join('\n'),
  );
});

test('an image of another registry is taken where builds have the network', async () => {
  const lines = ['FROM alpine:3.20', 'COPY --from=ghcr.io/x/y:1 /a /b'];
  expect(await pin(lines, { network: true })).toBe(lines.join('\n'));
});

test.each([
  ['an image of another registry', ['FROM alpine'], /another registry/],
  ['one of another factory', ['FROM hub.example/other/x'], /another registry/],
  ['one whose name a variable hides', ['ARG X=evil.example/x', 'FROM $X'], /another registry/],
  ['one whose name has no value', ['FROM $X'], /has no value/],
  ['a file of the host, as some engines read it', ['FROM oci-archive:/etc/x'], /no image/],
  ['a name in a way that is not understood', ['FROM "scratch"'], /no image/],
  ['a copy from an image', ['FROM scratch', 'COPY --from=alpine /a /b'], /no stage/],
  [
    'a copy from a later stage',
    ['FROM scratch', 'COPY --from=b / /', 'FROM scratch AS b'],
    /no stage/,
  ],
  ['options in quotes', ['FROM scratch', 'COPY --"from"=alpine /a /b'], /options/],
  ['the network of the host', ['FROM scratch', 'RUN --network=host x'], /options/],
  ['a mount of another image', ['FROM scratch', 'RUN --mount=from=alpine x'], /options/],
])('a Dockerfile has no %s', async (_title, lines, words) => {
  await expect(pin(lines)).rejects.toThrow(words);
});

const url = 'http://169.254.169.254/latest';
test.each([
  ['an address', [`ADD ${url} /`]],
  ['one in small letters', [`  add\t${url} /`]],
  ['one in several lines', ['AD\\', `D ${url.slice(0, 4)}\\`, `${url.slice(4)} /`]],
  ['one behind a comment', ['RUN x \\', '# a comment', `ADD ${url} /`]],
  ['one behind what some engines take for a continued line', ['RUN x \\\\', `ADD ${url} /`]],
  ['one as JSON', [`ADD ["\\u0068ttp\\u003a//x/", "/"]`]],
  ['one in quotes', [`ADD ht"tp:"//x/ /`]],
  ['a variable', ['ENV X=http', 'ADD $X /']],
  ['a repository', ['ADD git@host:x.git /']],
  ['one for those who build on it', [`ONBUILD ADD ${url} /`]],
  ['one with another escape', ['# escape=`', 'RUN x', 'AD`', `D ${url} /`]],
  ['an option that is not known', [`ADD --keep-git-dir=true x /`]],
])('an engine fetches nothing by ADD: %s', async (_title, lines) => {
  const at = lines[0]?.startsWith('#') === true ? 1 : 0;
  const all = [...lines.slice(0, at), 'FROM scratch', ...lines.slice(at)];
  await expect(pin(all, { network: true })).rejects.toThrow(/ADD|options/);
});

test('a FROM in the middle of another line is refused, since engines differ in what ends one', async () => {
  await expect(pin(['FROM scratch', 'RUN x \\\\', 'FROM alpine'])).rejects.toThrow(/continuation/);
});
