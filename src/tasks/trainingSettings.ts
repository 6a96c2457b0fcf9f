import { type Schedule, schedules } from '../optim/index.ts';

/** How long a training is: so many times through the examples, or so many updates of the parameters. */
export type TrainingLength = { readonly epochs: number } | { readonly updates: number };

/** What all tasks let one choose of a training; plain JSON, kept beside the model so that training can go on. */
export interface TrainingSettings {
  /** The network: its kind and sizes. */
  readonly model: Readonly<Record<string, unknown>>;
  readonly length: TrainingLength;
  /** Stop after this many seconds, if that comes first. */
  readonly seconds: number | null;
  readonly learningRate: number;
  /** Updates until the learning rate is at its peak, but not more than an epoch has, or 20. */
  readonly warmup: number;
  /** How it falls from there. */
  readonly schedule: ScheduleName;
  /** Decoupled from the gradient (Loshchilov and Hutter, 2019); 0 for none. */
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** How slowly the average of the parameters moves that is used in their place, such as 0.999; null or absent: none is kept. */
  readonly averageDecay?: number | null;
  /** Updates between validations; null: one an epoch. */
  readonly validateEvery: number | null;
  /** Updates between checkpoints; null: one an epoch. */
  readonly checkpointEvery: number | null;
  /** Validations without a better score before training stops; null: never. */
  readonly patience: number | null;
  readonly seed: number;
}

const scheduleOf = {
  constant: schedules.constant,
  /** Evenly to 0 at the end. */
  linear: schedules.linearDecay,
  /** To 0 at the end, along half a cosine. */
  cosine: schedules.cosine,
  /** With the square root of the updates. */
  inverseSquareRoot: schedules.inverseSquareRoot,
} satisfies Record<string, (options: { warmup: number }) => Schedule>;

export type ScheduleName = keyof typeof scheduleOf;
export const scheduleNames = Object.keys(scheduleOf) as ScheduleName[];

export function scheduleFor({ schedule, warmup }: TrainingSettings): Schedule {
  return scheduleOf[schedule]({ warmup });
}
