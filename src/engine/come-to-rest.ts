import type { LatestTask } from '../base/latest-task.ts';
import type { TaskQueue } from '../base/task-queue.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { UpdateLoop } from './update-loop.ts';

/** Resolves when an engine has nothing left to do: neither an analysis nor what its photo's picture lacks. */
export async function comeToRest(analysis: LatestTask, updates: UpdateLoop, line: TaskQueue): Promise<void> {
  do {
    await analysis.ended;
    await updates.running;
    // Whatever follows from an end, such as the run that the settings ask for by then, has begun by the next turn.
    await yieldTask();
    await line.add(() => Promise.resolve());
  } while (analysis.isRunning || updates.running);
}
