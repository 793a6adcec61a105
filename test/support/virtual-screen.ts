import { spawn } from 'node:child_process';
import { platform } from 'node:process';

/** A screen for a headed browser. */
export interface Screen {
  /** For the browser's environment; undefined where the system's own screen serves. */
  readonly display: string | undefined;
  close(): void;
}

/**
 * Starts Xvfb on a free display; on systems without X11 the real screen is taken.
 *
 * @throws Error when Xvfb is not installed or does not start
 */
export async function openVirtualScreen(): Promise<Screen> {
  if (platform !== 'linux') return { display: undefined, close: () => undefined };
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code ?? 'a signal'}`)));
    server.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  return { display: `:${number}`, close: () => server.kill() };
}
