/** Made by ../buildSuites.ts: the test files, each loaded when asked for. */
declare module 'virtual:test-files' {
  export const testFiles: Readonly<Record<string, () => Promise<unknown>>>;
}
