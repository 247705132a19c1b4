/** The ways in which a push changes a reference, and which scope each of them takes. */
import type { GitFolder } from './git-client.ts';

/** Where pushes come from. */
export interface PushingPlace {
  /** A repository with a commit on `main`, which is at the server too. */
  folder(): GitFolder;
  /** Where somebody pushes who may do everything. */
  url(): string;
}

/** One way. */
export interface ReferenceChange {
  readonly what: string;
  readonly scope: 'source:create' | 'source:delete' | 'source:read-update';
  /** Makes it ready, and answers what to push; behind its colon is the reference, in full. */
  refspec(): Promise<string>;
}

/** Branches and tags of their own. */
export interface NewReferences {
  /** A name that nothing has. */
  name(): string;
  /** A branch that is checked out and at the server, two commits long; answers its name. */
  branch(): Promise<string>;
}

/** What makes them at that place. */
export const createReferences = ({ folder, url }: PushingPlace): NewReferences => {
  let last = 0;
  const name = (): string => {
    last += 1;
    return `name-${last}`;
  };
  return {
    name,
    branch: async () => {
      const branch = name();
      await folder().must('checkout', '-q', '-B', branch, 'main');
      await folder().commit(branch, 'first');
      await folder().commit(branch, 'second');
      await folder().must('push', '-q', url(), branch);
      return branch;
    },
  };
};

/** Every way, each with references of its own. */
export const referenceChanges = (
  { folder, url }: PushingPlace,
  references: NewReferences,
): readonly ReferenceChange[] => {
  const { name, branch } = references;
  const makeTag = async (): Promise<string> => {
    const tag = await branch();
    await folder().must('push', '-q', url(), `${tag}~1:refs/tags/${tag}`);
    return tag;
  };
  return [
    {
      what: 'a new branch',
      scope: 'source:create',
      refspec: () => Promise.resolve(`main:refs/heads/${name()}`),
    },
    {
      what: 'a new tag',
      scope: 'source:create',
      refspec: () => Promise.resolve(`main:refs/tags/${name()}`),
    },
    {
      what: 'a branch that goes',
      scope: 'source:delete',
      refspec: async () => `:refs/heads/${await branch()}`,
    },
    {
      what: 'a tag that goes',
      scope: 'source:delete',
      refspec: async () => `:refs/tags/${await makeTag()}`,
    },
    {
      what: 'a branch that moves forward',
      scope: 'source:read-update',
      refspec: async () => {
        const moved = await branch();
        await folder().commit(moved, 'third');
        return `${moved}:refs/heads/${moved}`;
      },
    },
    {
      what: 'a branch that moves back',
      scope: 'source:delete',
      refspec: async () => {
        const moved = await branch();
        return `+${moved}~1:refs/heads/${moved}`;
      },
    },
    {
      what: 'a branch that moves to another line',
      scope: 'source:delete',
      refspec: async () => {
        const moved = await branch();
        await folder().must('checkout', '-q', '-B', `${moved}-other`, 'main');
        await folder().commit(`${moved}-other`, 'other');
        return `+${moved}-other:refs/heads/${moved}`;
      },
    },
    {
      what: 'a tag that moves, forward too',
      scope: 'source:delete',
      refspec: async () => {
        const tag = await makeTag();
        return `+${tag}:refs/tags/${tag}`;
      },
    },
  ];
};
