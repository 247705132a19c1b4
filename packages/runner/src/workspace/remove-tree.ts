/** Removing what scripts left. */
import { runCommand } from './run-command.ts';

/** Removes a tree, however deep it is and whatever rights are set in it; nothing may run that could change it meanwhile. */
export const removeTree = async (path: string): Promise<void> => {
  const { exitCode, output } = await runCommand('rm', [
    '--recursive',
    '--force',
    '--one-file-system',
    '--',
    path,
  ]);
  if (exitCode === 0) return;
  // An ordinary user may have to allow itself to do so.
  await runCommand('chmod', ['--recursive', '--quiet', 'u+rwX', '--', path]);
  const again = await runCommand('rm', ['--recursive', '--force', '--one-file-system', '--', path]);
  if (again.exitCode !== 0) throw new Error(`${path} cannot be removed: ${output.slice(0, 500)}`);
};
