/** Checks checkpoints of the audit chain against it. */
import { type AuditSealRow, listAuditSealsAt, type Trx } from '@moorgate/db';
import type { AuditKeys } from './audit-keys.ts';
import { type AuditCheckpoint, isSameHash, isSignedCheckpoint } from './checkpoint.ts';
import type { AuditFinding, Findings } from './findings.ts';

/** The chain that checkpoints are compared with. */
export interface CheckedChain {
  readonly keys: AuditKeys;
  /** The cut behind which it begins. */
  readonly cut: AuditCheckpoint | null;
  readonly headPosition: number;
  readonly findings: Findings;
}

/** How many checkpoints were compared, and how many cover only what was deleted when its time was over. */
export interface ComparedCheckpoints {
  readonly compared: number;
  readonly beforeCut: number;
}

const pageSize = 1_000;

/** Compares checkpoints with the chain, wherever they come from, some at a time. */
export const checkCheckpoints = async (
  trx: Trx,
  chain: CheckedChain,
  checkpoints: AsyncIterable<AuditCheckpoint>,
): Promise<ComparedCheckpoints> => {
  let page: AuditCheckpoint[] = [];
  let compared = 0;
  let beforeCut = 0;
  const checkPage = async (): Promise<void> => {
    const checkable = page.filter(({ position }) => position >= (chain.cut?.position ?? 0));
    compared += checkable.length;
    beforeCut += page.length - checkable.length;
    await comparePage(trx, chain, checkable);
    page = [];
  };
  for await (const checkpoint of checkpoints) {
    page.push(checkpoint);
    if (page.length === pageSize) await checkPage();
  }
  await checkPage();
  return { compared, beforeCut };
};

const comparePage = async (
  trx: Trx,
  chain: CheckedChain,
  page: readonly AuditCheckpoint[],
): Promise<void> => {
  const seals = await listAuditSealsAt(
    trx,
    page.map(({ position }) => position),
  );
  const hashes = new Map(seals.map(({ position, hash }) => [position, hash]));
  if (chain.cut !== null) hashes.set(chain.cut.position, chain.cut.hash);
  for (const checkpoint of page) {
    const finding = judge(chain, checkpoint, hashes.get(checkpoint.position));
    if (finding !== null) chain.findings.add(finding);
  }
};

/** A position without a seal in the midst of the chain is a finding already. */
const judge = (
  { keys, headPosition }: CheckedChain,
  checkpoint: AuditCheckpoint,
  hash: AuditSealRow['hash'] | undefined,
): AuditFinding | null => {
  const { position } = checkpoint;
  const name = `a checkpoint of ${checkpoint.at.toISOString()}`;
  if (!isSignedCheckpoint(keys, checkpoint)) {
    const sentence = `position ${position}: ${name} does not have our signature`;
    return { kind: 'checkpoint_unsigned', position, sentence };
  }
  if (position > headPosition) {
    const sentence = `position ${position}: ${name} has covered it, but the chain ends at ${headPosition}: its end was cut off`;
    return { kind: 'cut_off', position, sentence };
  }
  if (hash === undefined || isSameHash(hash, checkpoint.hash)) return null;
  const sentence = `position ${position}: ${name} has another hash: the chain was written anew`;
  return { kind: 'checkpoint_differs', position, sentence };
};
