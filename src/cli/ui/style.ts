import pc from 'picocolors';
import type { TerminalColor } from '../../viz/index.ts';

/** Colours where the stream shows them: a terminal, unless NO_COLOR is set or FORCE_COLOR decides. */
export function styleFor(stream: NodeJS.WriteStream): ReturnType<typeof pc.createColors> {
  return pc.createColors(showsColor(stream));
}

function showsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0';
  return stream.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

/** Columns of the terminal, within what can be read. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return Math.min(120, Math.max(40, stream.columns ?? 80));
}

/** How finely a stream shows colour: 24 bits, 256 colours, or not at all. */
export function colorsOf(stream: NodeJS.WriteStream): TerminalColor {
  if (!showsColor(stream)) return false;
  const depth = stream.getColorDepth?.() ?? 24;
  return depth >= 24 ? true : depth >= 8 ? 256 : false;
}
