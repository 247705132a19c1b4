/** Container images on the disk and in a registry, and skopeo, which copies them. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianPackage } from '@moorgate/testing';
import { tarArchive } from '@moorgate/testing';

/** The program; or, in one sentence, why there is none. */
export const skopeoPackage = await debianPackage({ name: 'skopeo' });

/** How a program ended. */
export interface ToolOutcome {
  readonly code: number;
  readonly output: string;
}

/** Runs skopeo in a home of its own. */
export const skopeo = (
  home: string,
  args: readonly string[],
  input?: string,
): Promise<ToolOutcome> =>
  new Promise((resolve) => {
    if (!skopeoPackage.isThere) throw new Error(skopeoPackage.reason);
    const { program, env } = skopeoPackage;
    const options = {
      env: { ...env, HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home },
      timeout: 120_000,
    };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
    child.stdin!.end(input ?? '');
  });

const sha256 = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('hex');

/** Writes an image of one layer with so many random bytes as an OCI layout (OCI image specification 1.1), tag `v1`. */
export const writeImage = async (folder: string, bytes: number): Promise<void> => {
  const blobs = join(folder, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const add = async (mediaType: string, content: Buffer | string) => {
    await writeFile(join(blobs, sha256(content)), content);
    return {
      mediaType,
      digest: `sha256:${sha256(content)}`,
      size: Buffer.byteLength(content),
    };
  };
  const content = tarArchive([{ name: 'content', content: randomBytes(bytes) }]);
  const layer = await add('application/vnd.oci.image.layer.v1.tar', content);
  const config = await add(
    'application/vnd.oci.image.config.v1+json',
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
    }),
  );
  const manifest = await add(
    'application/vnd.oci.image.manifest.v1+json',
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config,
      layers: [layer],
    }),
  );
  const tagged = { ...manifest, annotations: { 'org.opencontainers.image.ref.name': 'v1' } };
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [tagged] }),
  );
};
