import { repositoryRoot } from '../repository.ts';
import { describedApis } from './described-apis.ts';
import { openApiGenerator } from './openapi-documents.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly 'x-required-scope'?: readonly string[];
  readonly 'x-public'?: string;
  readonly 'x-admits'?: readonly string[];
  readonly 'x-runner'?: boolean;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const operations = describedApis.flatMap(({ path, emit }) =>
  Object.values(emit('1.0.0')['paths'] as Paths)
    .flatMap((methods) => Object.values(methods))
    .map((operation) => ({ path, operation })),
);

test('generating twice gives the same bytes', async () => {
  const once = await openApiGenerator.produce(repositoryRoot);
  expect(await openApiGenerator.produce(repositoryRoot)).toEqual(once);
});

test('every operation names its scopes, or why it is public, or which verdicts it admits, or that it is for runners', () => {
  const silent = operations.filter(
    ({ operation }) =>
      operation['x-required-scope'] === undefined &&
      operation['x-public'] === undefined &&
      operation['x-admits'] === undefined &&
      operation['x-runner'] === undefined,
  );
  expect(silent).toEqual([]);
});

test('an operation without a security requirement says why it is public, or admits anonymous connections', () => {
  const open = operations.filter(({ operation }) => operation.security.length === 0);
  const unexplained = open.filter(
    ({ operation }) =>
      operation['x-public'] === undefined && operation['x-admits']?.includes('anonymous') !== true,
  );
  expect(unexplained).toEqual([]);
});

test('no two operations of a document share an id', () => {
  const ids = operations.map(({ path, operation }) => `${path} ${operation.operationId}`);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
