/** Where both services keep content: the same folder, or the same bucket. */
import { Type } from 'typebox';
import type { Config } from './define-config.ts';

const text = Type.String({ minLength: 1 });

/** Settings of the content store, the same in every service. */
export const blobSettings = {
  blobsFolder: {
    variable: 'MOORGATE_BLOBS_DIR',
    schema: text,
    description:
      'The folder of content: files of updates, and what devices upload; the same for every service, on one file system. Services of different users share one in which their group may do everything. `MOORGATE_S3_BUCKET` stands in its place.',
    isOptional: true,
  },
  s3Bucket: {
    variable: 'MOORGATE_S3_BUCKET',
    schema: text,
    description: 'A bucket of S3 for content, where it is not in a folder.',
    isOptional: true,
  },
  s3Endpoint: {
    variable: 'MOORGATE_S3_ENDPOINT',
    schema: Type.String({ pattern: '^https?://[^/?#]+/?$' }),
    description: 'The address of the S3 server; that of AWS unless given.',
    isOptional: true,
  },
  s3Region: {
    variable: 'MOORGATE_S3_REGION',
    schema: text,
    description: 'The region of the bucket.',
    default: 'us-east-1',
  },
  s3Prefix: {
    variable: 'MOORGATE_S3_PREFIX',
    schema: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]*/$' }),
    description:
      'What every key in the bucket begins with, a slash at its end; nothing unless given.',
    isOptional: true,
  },
  s3AccessKeyId: {
    variable: 'MOORGATE_S3_ACCESS_KEY_ID',
    schema: text,
    description: 'The id of the key with which the bucket is used.',
    isOptional: true,
  },
  s3SecretAccessKey: {
    variable: 'MOORGATE_S3_SECRET_ACCESS_KEY',
    schema: text,
    description: 'The secret of that key.',
    isOptional: true,
    isSecret: true,
  },
  receiveSecondsMax: {
    variable: 'MOORGATE_RECEIVE_SECONDS',
    schema: Type.Integer({ minimum: 1, maximum: 604_800 }),
    description:
      'How long one upload may take, in seconds. What was interrupted is removed after twice as long.',
    default: 43_200,
  },
} as const;

type BlobConfig = Config<typeof blobSettings>;

/** Where content is, as `@moorgate/blobs` opens it. */
export type ConfiguredBlobs = { readonly receiveMsMax: number } & (
  | { readonly folder: string }
  | {
      readonly s3: {
        readonly bucket: string;
        readonly endpoint: string | undefined;
        readonly region: string;
        readonly prefix: string | undefined;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
      };
    }
);

const s3Of = (config: BlobConfig, bucket: string) => {
  const { s3Endpoint: endpoint, s3Region: region, s3Prefix: prefix } = config;
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = config;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error(
      'MOORGATE_S3_BUCKET needs MOORGATE_S3_ACCESS_KEY_ID and MOORGATE_S3_SECRET_ACCESS_KEY',
    );
  return { bucket, endpoint, region, prefix, accessKeyId, secretAccessKey };
};

/**
 * Where the settings say that content is; null where they do not. Throws one sentence where they name a folder and a bucket,
 * or a bucket without a key.
 */
export const blobPlaceOf = (config: BlobConfig): ConfiguredBlobs | null => {
  const { blobsFolder: folder, s3Bucket: bucket, receiveSecondsMax } = config;
  const receiveMsMax = receiveSecondsMax * 1_000;
  if (bucket === undefined) return folder === undefined ? null : { folder, receiveMsMax };
  if (folder !== undefined)
    throw new Error('MOORGATE_BLOBS_DIR and MOORGATE_S3_BUCKET are not set both');
  return { s3: s3Of(config, bucket), receiveMsMax };
};
