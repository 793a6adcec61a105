import { execFileSync, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Checks Node's version and installs the packages where they are missing or older than the lock file. */
export function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`FocalScope needs Node 20.19 or later; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const installed = `${root}node_modules/.package-lock.json`;
  const fresh =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
  if (!fresh)
    execFileSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}

const spawnInRoot = (command, args, options) =>
  spawn(command, args, { cwd: root, shell: process.platform === 'win32', ...options });

/** Runs a command in the project's root to its end; resolves with its exit code. */
export function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawnInRoot(command, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a command like {@link run}, and keeps what it says; one that cannot be started has failed. */
export function collect(command, args) {
  return new Promise((resolve) => {
    const child = spawnInRoot(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
    });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(text));
    const end = (code, more = '') => resolve({ code, output: `${Buffer.concat(said)}${more}` });
    child.on('error', (error) => end(1, `${error}\n`));
    child.on('close', (code) => end(code ?? 1));
  });
}
