/** Node's built-in modules where there are any, without an import that a page's bundler would trip over. */
interface NodeProcess {
  readonly env: Record<string, string | undefined>;
  readonly arch: string;
  readonly versions: { readonly v8: string };
  emitWarning(message: string, options: { type: string; code: string }): void;
  getBuiltinModule?(name: string): unknown;
}

const { process: host } = globalThis as { process?: NodeProcess & { versions: { node?: string } } };
const nodeProcess: NodeProcess | null = host?.versions?.node === undefined ? null : host;

/** Null in a page. */
export function nodeModule<T>(name: string): T | null {
  return (nodeProcess?.getBuiltinModule?.(name) as T | undefined) ?? null;
}

/** The environment's setting, where the host has an environment. */
export function environment(name: string): string | undefined {
  const value = nodeProcess?.env[name];
  return value === '' ? undefined : value;
}

/** Sets a flag of V8 for the whole process; false where that cannot be done. */
export function setV8Flag(flag: string): boolean {
  const v8 = nodeModule<{ setFlagsFromString(flag: string): void }>('node:v8');
  if (v8 === null) return false;
  v8.setFlagsFromString(flag);
  return true;
}

export function v8Version(): number {
  return nodeProcess === null ? 0 : Number.parseFloat(nodeProcess.versions.v8);
}

export function isX64(): boolean {
  return nodeProcess?.arch === 'x64';
}

/** Tells the user of something that still works, but less well. */
export function warn(message: string): void {
  if (nodeProcess !== null) nodeProcess.emitWarning(message, { type: 'Warning', code: 'HEED' });
  else console.warn(`heed: ${message}`);
}
