import type { ModelDirectory } from '../../tasks/node/index.ts';
import { DataError } from '../../tensor/index.ts';
import { classificationCommand } from './classification.ts';
import { graphCommand } from './graph.ts';
import { imageCommand } from './image.ts';
import { speechCommand } from './speech.ts';
import { taggingCommand } from './tagging.ts';
import type { AnyTaskCommand } from './taskCommand.ts';
import { translationCommand } from './translation.ts';

/** Every task that the command line knows, in the order of its help. */
export const taskCommands: readonly AnyTaskCommand[] = [
  translationCommand,
  taggingCommand,
  classificationCommand,
  imageCommand,
  speechCommand,
  graphCommand,
];

/** The task of the model in a directory; @throws DataError if that is none, or one that this version does not know. */
export async function taskCommandOf(directory: ModelDirectory): Promise<AnyTaskCommand> {
  const { task } = await directory.readConfig();
  const found = taskCommands.find((command) => command.task.name === task);
  if (found !== undefined) return found;
  const known = taskCommands.map((command) => command.task.name).join(', ');
  throw new DataError(`${directory.path} holds a model for ${task}; this version of heed knows ${known}`);
}
