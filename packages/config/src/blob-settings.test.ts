import { blobPlaceOf, blobSettings } from './blob-settings.ts';
import { readConfig } from './read-config.ts';

const placeOf = (environment: Readonly<Record<string, string>>) =>
  blobPlaceOf(readConfig(blobSettings, environment));

const key = { MOORGATE_S3_ACCESS_KEY_ID: 'id', MOORGATE_S3_SECRET_ACCESS_KEY: 'secret' };

test('content is in a folder, in a bucket, or nowhere', () => {
  expect(placeOf({ MOORGATE_BLOBS_DIR: '/srv/blobs', MOORGATE_RECEIVE_SECONDS: '60' })).toEqual({
    folder: '/srv/blobs',
    receiveMsMax: 60_000,
  });
  expect(
    placeOf({ MOORGATE_S3_BUCKET: 'content', MOORGATE_S3_PREFIX: 'moorgate/', ...key }),
  ).toEqual({
    s3: {
      bucket: 'content',
      endpoint: undefined,
      region: 'us-east-1',
      prefix: 'moorgate/',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    },
    receiveMsMax: 43_200_000,
  });
  expect(placeOf({})).toBeNull();
});

test('what contradicts itself, or a bucket without a key, is refused in one sentence', () => {
  expect(() => placeOf({ MOORGATE_BLOBS_DIR: '/srv', MOORGATE_S3_BUCKET: 'b', ...key })).toThrow(
    'MOORGATE_BLOBS_DIR and MOORGATE_S3_BUCKET are not set both',
  );
  expect(() => placeOf({ MOORGATE_S3_BUCKET: 'content' })).toThrow('MOORGATE_S3_ACCESS_KEY_ID');
});
