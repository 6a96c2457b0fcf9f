import { InvalidArgumentError, Option } from 'commander';

/** The repeatable `--set option=value`; `of` says what has these options. */
export function settingOption(of: string): Option {
  return new Option('--set <option=value>', `an option of ${of}, such as embedDim=128; repeatable`)
    .argParser(collectSetting)
    .default({}, 'none');
}

function collectSetting(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be option=value.');
  return { ...before, [text.slice(0, at)]: settingValue(text.slice(at + 1)) };
}

/** Numbers and lists of them, as in `widths=1,3`, are what they look like; all else is text. */
function settingValue(text: string): number | number[] | string {
  const numbers = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) return text;
  return numbers.length > 1 || text.startsWith('[') ? numbers : numbers[0];
}
