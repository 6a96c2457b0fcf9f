import { cpus } from 'node:os';
import type { Replies } from './protocol.ts';
import { Side, type SideSpec, Unavailable } from './side.ts';

/** The processes of a group of contests: each started once, when first needed. */
export class Sides {
  /** What each kind of side is, for the record. */
  readonly about = new Map<string, Replies['about']>();
  /** Why a kind of side takes no part. */
  readonly missing = new Map<string, string>();
  readonly #sides = new Map<string, Side>();

  /** Null where it cannot take part. */
  async get(spec: SideSpec): Promise<Side | null> {
    const key = JSON.stringify(spec);
    const name = sideName(spec);
    const running = this.#sides.get(key);
    if (running !== undefined && !running.ended) return running;
    if (this.missing.has(name)) return null;
    try {
      const { side, about } = await start(spec);
      this.#sides.set(key, side);
      this.about.set(name, about);
      return side;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.missing.set(name, error.message);
      return null;
    }
  }

  /** Ends all processes; later ones start anew. */
  async close(): Promise<void> {
    const sides = [...this.#sides.values()];
    this.#sides.clear();
    await Promise.all(sides.map((side) => side.close()));
  }
}

async function start(spec: SideSpec): Promise<{ side: Side; about: Replies['about'] }> {
  if (spec.threads > cpus().length)
    throw new Unavailable(`this machine has ${cpus().length} cores, not ${spec.threads}`);
  const started = await Side.start(spec);
  const threads = Number(started.about.threads);
  if (threads === spec.threads) return started;
  await started.side.close();
  throw new Unavailable(`it runs on ${threads} thread here, not on ${spec.threads}`);
}

export function sideName({ peer, build, threads }: SideSpec): string {
  return `${peer}${build === undefined ? '' : ` ${build}`}, ${threads} thread${threads === 1 ? '' : 's'}`;
}
