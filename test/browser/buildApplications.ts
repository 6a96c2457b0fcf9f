import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Installs the library as an application would have it: what `npm pack` ships, and the packages it depends on. */
export function installLibrary(folder: string): void {
  execFileSync('npm', ['pack', '--pack-destination', folder], { stdio: 'pipe' });
  const [tarball] = globSync('heed-*.tgz', { cwd: folder });
  const library = join(folder, 'node_modules', 'heed');
  mkdirSync(library, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', library, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link, 'junction');
  }
}

/** Builds one of the applications beside this file as Vite does where nothing is configured; returns the built folder. */
export async function buildApplication(name: string, folder: string): Promise<string> {
  const root = join(folder, name);
  cpSync(join(import.meta.dirname, name), root, { recursive: true });
  await build({ root, logLevel: 'warn' });
  return join(root, 'dist');
}

/** Bytes of all scripts of a built page, gzipped. */
export function gzippedSize(built: string): number {
  const assets = join(built, 'assets');
  const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
  return scripts.reduce((total, file) => total + gzipSync(readFileSync(join(assets, file))).length, 0);
}
