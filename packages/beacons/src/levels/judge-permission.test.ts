import { judgePermissionChange, type PermissionChange } from './judge-permission.ts';

const change: PermissionChange = {
  own: 2,
  before: null,
  after: 0,
  isSelf: false,
  owners: 2,
  mayOrphan: false,
};

test.each<[string, Partial<PermissionChange>]>([
  ['an owner makes another owner', { after: 2 }],
  ['an owner takes ownership from another one', { before: 2, after: null }],
  ['level 1 lets somebody use it', { own: 1 }],
  ['level 1 gives level 1', { own: 1, after: 1 }],
  ['level 1 takes level 1', { own: 1, before: 1, after: null }],
  ['somebody gives up what they have', { own: 0, before: 0, after: null, isSelf: true }],
  ['an owner among others becomes less', { before: 2, after: 0, isSelf: true }],
  [
    'the last owner goes where that is wanted',
    { before: 2, after: null, owners: 1, mayOrphan: true },
  ],
  ['the last owner stays one', { before: 2, after: 2, owners: 1 }],
])('%s', (_title, differs) => {
  expect(judgePermissionChange({ ...change, ...differs })).toBeNull();
});

test.each<[string, Partial<PermissionChange>]>([
  ['somebody without a level gives nothing', { own: null }],
  ['level 0 gives nothing', { own: 0 }],
  ['nobody gives more than they have', { own: 1, after: 2 }],
  ['there is no level above that of an owner', { after: 3 }],
  ['level 1 does not make an owner less', { own: 1, before: 2, after: 0 }],
  ['level 1 does not remove an owner', { own: 1, before: 2, after: null }],
  ['nobody raises themselves', { own: 1, before: 1, after: 2, isSelf: true }],
  ['nobody lets themselves in', { own: null, after: 0, isSelf: true }],
])('%s', (_title, differs) => {
  expect(judgePermissionChange({ ...change, ...differs })).toBe('forbidden');
});

test('the last owner does not go', () => {
  const last = { ...change, before: 2, after: 1, owners: 1 };
  expect(judgePermissionChange(last)).toBe('owner_last');
  expect(judgePermissionChange({ ...last, isSelf: true })).toBe('owner_last');
});
