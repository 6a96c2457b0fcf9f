import { expect, it } from 'vitest';
import { Speedometer } from './speedometer.ts';

const ever = Number.POSITIVE_INFINITY;

it('knows the speed of the whole run and of late', () => {
  const speedometer = new Speedometer({ update: 0, seconds: 0 }, { maxUpdates: 9, maxSeconds: ever });
  expect(speedometer.recent).toBe(0);
  speedometer.record(300, 2);
  expect(speedometer.recent).toBe(150);
  for (let i = 0; i < 1000; i++) speedometer.record(100, 0.5);
  expect(speedometer.recent).toBeCloseTo(200, 3);
  expect(speedometer.average).toBeCloseTo(100_300 / 502, 9);
});

it('tells the time left by the pace of this run, or by the time that may be spent', () => {
  const here = { update: 30, seconds: 120 };
  const byUpdates = new Speedometer({ update: 10, seconds: 80 }, { maxUpdates: 100, maxSeconds: ever });
  expect(byUpdates.secondsLeft(here)).toBe(140);
  expect(byUpdates.done(here)).toBe(0.3);
  const byTime = new Speedometer({ update: 10, seconds: 80 }, { maxUpdates: 100, maxSeconds: 150 });
  expect(byTime.secondsLeft(here)).toBe(30);
  expect(byTime.done(here)).toBe(0.8);
});

it('never shows less than none left', () => {
  const speedometer = new Speedometer({ update: 0, seconds: 0 }, { maxUpdates: 10, maxSeconds: 5 });
  expect(speedometer.secondsLeft({ update: 10, seconds: 7 })).toBe(0);
  expect(speedometer.done({ update: 10, seconds: 7 })).toBe(1);
});
