/** A running product, searched from end to end. */
import { runStatement } from '@moorgate/testing';
import { ownerDatabaseUrl } from './database.ts';
import {
  commandLinesOf,
  environmentsOf,
  filesUnder,
  type Place,
  processesFrom,
  tablesOf,
} from './leak-places.ts';
import { createLeakSearch, type Leak } from './leak-search.ts';
import type { SecretCollection } from './leak-secrets.ts';
import type { Product } from './product.ts';

/** What is searched, and for what. */
export interface LeakHunt {
  readonly product: Product;
  readonly secrets: SecretCollection;
  /** Other texts that must be clean: logs of processes beside the product, answers of its private ports. */
  readonly logs?: readonly string[];
}

/** Files whose purpose is to keep secrets; everything else in a data directory is searched. */
const foldersOfSecrets = ['keys', 'certs'];

const filesOf = (product: Product): Generator<Place> =>
  filesUnder(product.ready.dataDir, foldersOfSecrets);

function* logsOf({ product, logs = [] }: LeakHunt): Generator<Place> {
  for (const [index, log] of [product.log(), ...logs].entries())
    yield { name: `log ${index}`, bytes: Buffer.from(log) };
}

const processesOf = (product: Product): number[] => [
  ...new Set(Object.values(product.ready.pids).flatMap(processesFrom)),
];

/** The data files and the write-ahead log both before and after PostgreSQL has written down what it holds in memory. */
async function* placesOf(hunt: LeakHunt): AsyncGenerator<Place> {
  const { product } = hunt;
  const ownerUrl = await ownerDatabaseUrl(product);
  const pids = processesOf(product);
  yield* filesOf(product);
  await runStatement(ownerUrl, 'checkpoint');
  yield* filesOf(product);
  yield* tablesOf(ownerUrl);
  yield* logsOf(hunt);
  yield* commandLinesOf(pids);
  // What `moorgate up` was started with is the caller's; what it starts gets no more than it needs.
  yield* environmentsOf(pids.filter((pid) => pid !== product.ready.pids['up']));
}

/**
 * Every secret of the collection that stands in a table, in PostgreSQL's files and log, anywhere else in the data
 * directory but in the folders of secrets, in a log of the product, on a command line or in an environment. Lists each
 * once for each place, and counts the places, so that a test can tell that there was something to search.
 */
export const searchProduct = async (
  hunt: LeakHunt,
): Promise<{ readonly leaks: readonly Leak[]; readonly places: readonly string[] }> => {
  const search = createLeakSearch(hunt.secrets.list());
  const leaks = new Map<string, Leak>();
  const places = new Set<string>();
  for await (const { name, bytes } of placesOf(hunt)) {
    places.add(name);
    for (const leak of search.search(name, bytes)) leaks.set(Object.values(leak).join(), leak);
  }
  return { leaks: [...leaks.values()], places: [...places] };
};

/** The same for what a product leaves behind that has been stopped: its files and logs. */
export const searchRemains = (hunt: LeakHunt): readonly Leak[] => {
  const search = createLeakSearch(hunt.secrets.list());
  const places = [...filesOf(hunt.product), ...logsOf(hunt)];
  return places.flatMap(({ name, bytes }) => search.search(name, bytes));
};
