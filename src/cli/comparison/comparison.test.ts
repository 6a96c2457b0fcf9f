import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../../tensor/index.ts';
import { checkPlan } from './checkPlan.ts';
import { comparisonTable } from './comparisonTable.ts';
import { continuedPlan, newPlan } from './plan.ts';
import { reachTasks } from './reachTasks.ts';
import { resumeCommand } from './resumeCommand.ts';

const set = {};

describe('newPlan', () => {
  it('has what is asked for, and the rest as by default', () => {
    const plan = newPlan('retrieval', { set: { embedDim: 32 }, updates: 7, seeds: 2, mechanisms: ['local'] });
    expect(plan).toMatchObject({
      task: 'retrieval',
      length: 512,
      data: null,
      seeds: 2,
      mechanisms: ['local'],
    });
    expect(plan.settings).toMatchObject({ embedDim: 32, updates: 7, numLayers: 2 });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it.each([
    [
      'an unknown mechanism',
      () => newPlan('copy', { set, mechanisms: ['exact', 'no'] }),
      'no mechanism "no"',
    ],
    [
      'an unknown option',
      () => newPlan('copy', { set: { depth: 3 } }),
      'has no option "depth"; it has embedDim',
    ],
    [
      'a size in words',
      () => newPlan('copy', { set: { embedDim: 'many' } }),
      'embedDim must be a whole number of at least 1; got "many"',
    ],
    ['no layers', () => newPlan('copy', { set: { numLayers: 0 } }), 'numLayers must be a whole number'],
    ['data for what is generated', () => newPlan('copy', { set, data: 'x' }), 'it takes no --data'],
    ['no data for what needs them', () => newPlan('bytes', { set }), 'this task needs --data, a folder'],
  ])('refuses %s', (_, plan, message) => {
    expect(plan).toThrow(message);
  });
});

describe('checkPlan', () => {
  const plan = JSON.parse(JSON.stringify(newPlan('copy', { set, length: 64 })));

  it('takes what was written', () => {
    expect(checkPlan(plan, 'here')).toEqual(plan);
  });

  it.each<[string, object | null, string]>([
    ['no object', null, 'here: task must be one of listops, bytes, pixels, copy, retrieval; got nothing'],
    ['another task', { ...plan, task: 'toString' }, 'here: task must be one of'],
    [
      'no length',
      { ...plan, length: undefined },
      'here: length must be a whole number of at least 1; got nothing',
    ],
    ['half an example', { ...plan, test: 0.5 }, 'here: test must be a whole number of at least 1; got 0.5'],
    ['one name', { ...plan, mechanisms: 'exact' }, 'here: mechanisms must be a list of names; got "exact"'],
    ['an unknown mechanism', { ...plan, mechanisms: ['no'] }, 'here: compare: there is no mechanism "no"'],
    ['no settings', { ...plan, settings: null }, 'here: settings must be an object of settings; got null'],
    [
      'a wrong setting',
      { ...plan, settings: { ...plan.settings, updates: '7' } },
      'here: compare: updates must be',
    ],
  ])('refuses %s', (_, edited, message) => {
    expect(() => checkPlan(edited, 'here')).toThrow(message);
    expect(() => checkPlan(edited, 'here')).toThrow(DataError);
  });
});

describe('continuedPlan', () => {
  const begun = newPlan('copy', { set, length: 64 });

  it('may have other mechanisms and seeds, and nothing else', () => {
    const more = continuedPlan(begun, { set, mechanisms: ['local'], seeds: 5, length: 64 }, 'here');
    expect(more).toEqual({ ...begun, mechanisms: ['local'], seeds: 5 });
    for (const [options, message] of [
      [{ set, length: 32 }, 'here holds a comparison with length 64; this would be one with 32'],
      [{ set, lr: 1 }, 'learningRate 0.002; this would be one with 1'],
      [{ set, task: 'retrieval' }, 'task "copy"; this would be one with "retrieval"'],
    ] as const) {
      expect(() => continuedPlan(begun, options, 'here')).toThrow(message);
      expect(() => continuedPlan(begun, options, 'here')).toThrow(DataError);
    }
    expect(() => continuedPlan({ ...begun, threads: 99 }, { set }, 'here')).toThrow('with threads 99');
  });
});

describe('resumeCommand', () => {
  const all = { mechanisms: ['exact', 'local'], seeds: 3 };

  it('names mechanisms and seeds where a run was to train other ones than there are in all', () => {
    expect(resumeCommand('out', all, all)).toBe('heed compare --out out --resume');
    expect(resumeCommand('out', { mechanisms: ['local'], seeds: 1 }, all)).toBe(
      'heed compare --out out --mechanisms local --seeds 1 --resume',
    );
  });

  it('is a command that a shell reads as it was', () => {
    expect(resumeCommand('my runs/$1', all, all)).toBe('heed compare --out "my runs/\\$1" --resume');
  });
});

describe('reachTasks', () => {
  it('makes as many examples as the updates take', async () => {
    const request = newPlan('copy', { set, length: 16, updates: 3, batch: 5, test: 7 });
    const { train, test } = await reachTasks.copy.read(request);
    expect([train.length, test.length]).toEqual([15, 7]);
    expect((await reachTasks.retrieval.read({ ...request, train: 4 })).train.length).toBe(4);
    await expect(reachTasks.copy.read({ ...request, length: 3 })).rejects.toThrow(ValueError);
  });
});

it('comparisonTable has means and deviations in columns', () => {
  const measured = {
    ...{ seeds: [0, 1], parameters: 83850, peakBytes: 3 * 2 ** 20 },
    ...{ accuracy: { mean: 0.5, deviation: 0.25 }, examplesPerSecond: { mean: 12, deviation: null } },
  };
  const table = comparisonTable([
    { mechanism: 'local', multiplyAdds: 2.5e6, ...measured },
    { mechanism: 'exact', multiplyAdds: 2 ** 30, ...measured },
  ]);
  expect(table.split('\n')).toEqual([
    'mechanism  seeds     accuracy %  examples/s   memory  parameters  multiply-adds',
    'local          2  50.00 ± 25.00        12.0  3.0 MiB      83,850         2.50 M',
    'exact          2  50.00 ± 25.00        12.0  3.0 MiB      83,850        1,074 M',
  ]);
});
