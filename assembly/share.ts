// How kernels that touch every element a few times are shared: in units, such as rows, of which a task takes as many as
// keep it busy for some microseconds. Where units have results of their own, these do not depend on how they are shared.
import { jobArguments, run, threadCount } from './parallel';

// Work is counted in additions of two floats that are at hand: about a tenth of a nanosecond each.
const WORTH_SHARING: i64 = 1 << 18;
const GRAIN: i32 = 1 << 16;

/** What begins the arguments of such a job. */
@unmanaged
export class Share {
  units: i32;
  /** Units of one task. */
  grain: i32;
}

/** Runs `task`, whose arguments begin as above, for so many units of so much work each. */
export function share(units: i32, work: i32, task: (task: i32, args: usize, thread: i32) => void, repeatable: bool): void {
  const job = changetype<Share>(jobArguments());
  job.units = units;
  if (threadCount() == 1 || <i64>units * work < WORTH_SHARING) {
    job.grain = units;
    task(0, jobArguments(), 0);
  } else {
    job.grain = max(1, GRAIN / max(1, work));
    run((units + job.grain - 1) / job.grain, task, repeatable);
  }
}

// @ts-ignore: decorator
@inline
export function firstUnit(job: Share, task: i32): i32 {
  return task * job.grain;
}

/** One past the task's last unit. */
// @ts-ignore: decorator
@inline
export function endUnit(job: Share, task: i32): i32 {
  return min(job.units, (task + 1) * job.grain);
}
