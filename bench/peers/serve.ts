import { createInterface } from 'node:readline';
import { sample } from './inputs.ts';
import type { Peer, Prepared } from './peer.ts';
import { encodeSample, type Replies, type Request } from './protocol.ts';

/** Answers requests until the input ends. `start` is run first, and may fail: the first reply then says why. */
export async function serve(start: () => Peer | Promise<Peer>): Promise<void> {
  // Libraries greet on standard output, which belongs to the replies here.
  console.log = console.info = console.error;
  const reply = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
  const peer = Promise.resolve().then(start);
  peer.catch(() => {});
  const prepared = new Map<string, Prepared>();
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      reply({ value: await answer(JSON.parse(line) as Request, await peer, prepared) });
    } catch (error) {
      reply({ error: error instanceof Error ? error.message : String(error) });
    }
  }
  process.exit();
}

async function answer(
  request: Request,
  peer: Peer,
  prepared: Map<string, Prepared>,
): Promise<Replies[keyof Replies]> {
  switch (request.op) {
    case 'about':
      return peer.about;
    case 'prepare':
      prepared.set(request.id, await peer.prepare(request.work));
      return null;
    case 'results': {
      const results = await prepared.get(request.id)!.results();
      return results.map((values) => ({ size: values.length, sample: encodeSample(sample(values)) }));
    }
    case 'time':
      return time(prepared.get(request.id)!, request.calls);
    case 'dispose':
      prepared.get(request.id)!.dispose();
      prepared.delete(request.id);
      return null;
    case 'peak':
      return process.resourceUsage().maxRSS * 1024;
  }
}

async function time(work: Prepared, calls: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    const running = work.run();
    if (running instanceof Promise) await running;
  }
  return (performance.now() - start) / calls;
}
