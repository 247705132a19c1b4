/** Doing something about what the screen shows. */
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';

/** Does it, and looks again at everything of these first keys, also where it was refused: what is shown may be what is out of date. */
export const useActing = <Answer, Input>(
  act: (input: Input) => Promise<Answer>,
  keys: readonly string[],
): UseMutationResult<Answer, Error, Input> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
};
