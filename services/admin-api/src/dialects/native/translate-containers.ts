/** Container images in the words of this dialect. */
import type { CollectionState, ImageTag, RegistryServices } from '@moorgate/containers';
import { fault } from '@moorgate/errors';
import type { Static } from 'typebox';
import type { NativeServices } from './context.ts';
import type { ContainerCollectionSchema, ContainerTagSchema } from './schemas-containers.ts';

/** The registry of this installation, and what is protected in it. Throws `registry_absent`. */
export const requireRegistry = ({
  containers,
}: Pick<NativeServices, 'containers'>): RegistryServices &
  Pick<NonNullable<NativeServices['containers']>, 'isReferenced'> => {
  if (containers === null) throw fault('registry_absent');
  const { registry, isReferenced } = containers;
  return { ...registry, ...(isReferenced === undefined ? {} : { isReferenced }) };
};

/** A tag, with the digest and the size of what it names. */
export const toTagBody = ({
  tag,
  digest,
  mediaType,
  bytes,
}: ImageTag): Static<typeof ContainerTagSchema> => ({
  tag,
  digest,
  'media-type': mediaType,
  bytes,
});

/** How far a collection is, or how it ended. */
export const toCollectionBody = (
  state: CollectionState,
): Static<typeof ContainerCollectionSchema> => ({
  status: state.status,
  phase: state.phase,
  'started-at': state.startedAt,
  'finished-at': state.finishedAt,
  outcome: state.outcome,
  manifests: state.manifests,
  'blobs-kept': state.blobsKept,
  'blobs-deleted': state.blobsDeleted,
  error: state.error,
});
