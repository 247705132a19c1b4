/** Packages from the archives that this system gets its own from, without a change to the system. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How a program ended. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a program to its end, in the language of programs; ends it after five minutes unless said. */
export const run = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  timeout = 300_000,
): Promise<Outcome> =>
  new Promise((resolve) => {
    const options = { env: { ...process.env, LC_ALL: 'C.UTF-8', ...env }, timeout };
    execFile(program, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      resolve({ ok: error === null, output: output === '' ? (error?.message ?? '') : output });
    });
  });

/** State and cache of our own, so that an ordinary user may do this and nothing of the system changes. */
const privateOptions = (folder: string): string[] =>
  [
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    `Dir::Cache::archives=${join(folder, 'archives')}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
    'APT::Get::Assume-Yes=true',
    'APT::Install-Recommends=false',
    'Acquire::Languages=none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ].flatMap((option) => ['-o', option]);

const download = async (name: string, folder: string): Promise<Outcome> => {
  await rm(join(folder, 'archives'), { recursive: true, force: true });
  for (const part of ['lists/partial', 'archives/partial', 'cache'])
    await mkdir(join(folder, part), { recursive: true });
  const options = privateOptions(folder);
  return run('apt-get', [...options, '-q', '--reinstall', '--download-only', 'install', name]);
};

/** The last complaint of apt-get, as a clause. */
const complaintOf = (output: string): string => {
  const complaints = output.split('\n').filter((line) => line.startsWith('E: '));
  return complaints.at(-1)?.slice(3).replace(/\.$/, '') ?? 'apt-get did not say why';
};

/** What is wrong with the network explains why a package is not known, which is all that the download says then. */
const whyNot = (update: Outcome | null, attempt: Outcome): string =>
  update !== null && /^[EW]: .*(fetch|resolve|connect)/im.test(update.output)
    ? `not all archives can be reached; ${complaintOf(attempt.output)}`
    : complaintOf(attempt.output);

/**
 * Downloads a package with what it needs and this system lacks, and unpacks all of it under `root`. The lists of packages
 * are kept in `folder`, and fetched when there are none or with them the download fails. Throws with a clause that says
 * why it cannot be done.
 */
export const unpackPackage = async (name: string, folder: string, root: string): Promise<void> => {
  let attempt = await download(name, folder);
  let update: Outcome | null = null;
  if (!attempt.ok) {
    // An archive that has nothing to do with this package may be out of reach: only the download tells.
    update = await run('apt-get', [...privateOptions(folder), '-q', 'update']);
    attempt = await download(name, folder);
  }
  if (!attempt.ok) throw new Error(whyNot(update, attempt));
  const archives = join(folder, 'archives');
  await mkdir(root, { recursive: true });
  for (const file of (await readdir(archives)).filter((entry) => entry.endsWith('.deb'))) {
    const unpacked = await run('dpkg-deb', ['--extract', join(archives, file), root]);
    if (!unpacked.ok) throw new Error(`${file} could not be unpacked: ${unpacked.output.trim()}`);
  }
  await rm(archives, { recursive: true });
};

/** Asked before a service is started by a package that is being installed; 101 forbids it (invoke-rc.d). */
const policyFile = '/usr/sbin/policy-rc.d';

/** Installs a package on this system, as root, without starting any service of it. Throws with a clause that says why not. */
export const installPackage = async (name: string): Promise<void> => {
  const forbid = `test -e ${policyFile} || { printf '#!/bin/sh\\nexit 101\\n' >${policyFile}; chmod 755 ${policyFile}; made=1; }`;
  const allow = `test -z "$made" || rm -f ${policyFile}`;
  const install = `apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 install "$1"`;
  const script = `made=; ${forbid}; trap '${allow}' EXIT; apt-get -q update; ${install}`;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const outcome = await run('sh', ['-c', script, 'sh', name], env);
  if (!outcome.ok) throw new Error(complaintOf(outcome.output));
};
