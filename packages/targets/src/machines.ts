/** For which hardware targets are made where there is none yet. */
import { parseYaml, type SourceReader } from '@moorgate/builds';

const configuration = {
  repository: 'ci-scripts',
  revision: 'HEAD',
  path: 'factory-config.yml',
} as const;

/** What agents on an ordinary Linux call their hardware. */
const genericMachines: readonly string[] = ['amd64-linux', 'arm64-linux'];

const machinePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const machinesIn = (content: Buffer): readonly string[] => {
  const { lmp } = (parseYaml(content) ?? {}) as {
    readonly lmp?: { readonly machines?: unknown } | null;
  };
  const machines = lmp?.machines;
  if (!Array.isArray(machines)) return [];
  return machines.filter((one) => typeof one === 'string' && machinePattern.test(one)) as string[];
};

/**
 * The machines of the factory, as `lmp.machines` in `factory-config.yml` of the repository `ci-scripts` names them; those of an
 * ordinary Linux where it names none, or cannot be read.
 */
export const readMachines = async (
  source: SourceReader | null,
  factory: string,
): Promise<readonly string[]> => {
  const content = await source?.readFile({ factory, ...configuration });
  if (content === undefined) return genericMachines;
  try {
    const machines = machinesIn(content);
    return machines.length > 0 ? machines : genericMachines;
  } catch {
    // Whoever pushed it sees what is wrong with it in the build that it is for.
    return genericMachines;
  }
};
