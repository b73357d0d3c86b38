/** Long work shows progress: named phases with their times, and what a command said when it failed. */
import { spawn } from 'node:child_process';
import { inRoot } from './paths.ts';

export interface PhaseResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** Why it was left out, if it was. */
  readonly skipped?: string;
}

/** Runs one phase and prints a line for it. A phase answers undefined when it is fine, or `{ skipped }` with the reason. */
export async function phase(
  name: string,
  work: () => Promise<{ readonly skipped: string } | undefined>,
): Promise<PhaseResult> {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 100) / 10;
  try {
    const outcome = await work();
    const line = outcome ? `SKIPPED ${name}: ${outcome.skipped}` : `ok      ${name}`;
    process.stdout.write(`${line} (${seconds()} s)\n`);
    return { name, ok: true, seconds: seconds(), ...(outcome ? { skipped: outcome.skipped } : {}) };
  } catch (error) {
    process.stdout.write(
      `FAILED  ${name} (${seconds()} s)\n${error instanceof Error ? error.message : String(error)}\n`,
    );
    return { name, ok: false, seconds: seconds() };
  }
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Show the output as it comes instead of only when the command fails. */
  readonly show?: boolean;
}

/** Runs a command below the project's root; its output is thrown when it fails. */
export function command(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? inRoot(),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const output = Buffer.concat(chunks).toString('utf8');
      if (code === 0) resolve(output);
      else reject(new Error(output.trim() || `${program} ${args.join(' ')} ended with ${code ?? 'a signal'}`));
    });
  });
}
