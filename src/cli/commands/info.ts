import { Command } from 'commander';
import { describeHost } from '../../runtime/index.ts';
import { bytes } from '../ui/format.ts';
import { describeMachine } from '../ui/machine.ts';

export function infoCommand(): Command {
  return new Command('info')
    .summary('show the kernel build in use, threads, features and memory')
    .description(
      'Shows what heed runs on here: the kernel build in use, threads, what the host supports, and memory.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ heed info --json')
    .action(({ json }: { json?: boolean }) => {
      const host = describeHost();
      const machine = describeMachine();
      const info = { ...host, node: process.version, machine };
      if (json) {
        console.log(JSON.stringify(info, null, 2));
        return;
      }
      const { memory, features } = host;
      const supported = Object.entries(features).map(([name, on]) => `${name} ${on ? 'yes' : 'no'}`);
      console.log(`kernels   ${host.build} (${host.buildDescription})`);
      if (host.turbo !== null) console.log(`turbo     ${host.turbo}`);
      console.log(`threads   ${host.threads}`);
      console.log(`features  ${supported.join(', ')}`);
      console.log(
        `memory    ${bytes(memory.liveBytes)} in tensors, ${bytes(memory.reservedBytes)} reserved, up to 4 GiB`,
      );
      console.log(`host      Node ${process.version} on ${machine.cores} x ${machine.cpu}`);
    });
}
