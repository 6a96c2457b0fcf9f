/** 1234567 as "1,234,567". */
export function count(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}

/** 1 and "update" as "1 update", 1234 as "1,234 updates". */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Seconds as "42 s", "3 min 05 s" or "2 h 07 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const pad = (n: number): string => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** A share from 0 to 1 as "95.03 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** A metric of a validation: shares of right answers in percent, others as they are. */
export function metric(name: string, value: number | null): string {
  if (value === null) return 'none';
  return /accuracy|f1$/i.test(name) ? percent(value) : value.toFixed(2);
}

/** Bytes as "3.2 MiB". */
export function bytes(n: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = n;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
