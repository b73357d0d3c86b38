/** The real Salesforce CLI as a child process, with a home folder of its own, so that it neither sees nor changes the user's logins. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inRoot } from '../../scripts/support/paths.ts';

const PROGRAM = inRoot('tools/sf/node_modules/@salesforce/cli/bin/run.js');

/** Why the CLI cannot be run, with the command that changes it; false when it can. */
export const notInstalled: string | false = existsSync(PROGRAM)
  ? false
  : 'The Salesforce CLI is not installed. Install it with: npm ci --prefix tools/sf';

export interface CliSetting {
  /** Holds the CLI's logins and logs. */
  readonly home: string;
  /** The project folder in which commands run. */
  readonly project: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface CliAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `--json` prints: a result, or the error's name and message. */
export interface CliJson<Result> {
  readonly status: number;
  readonly result: Result;
  readonly name?: string;
  readonly message?: string;
}

/** Runs one command to its end, as a script without a terminal would. */
export function runCli(setting: CliSetting, args: readonly string[]): Promise<CliAnswer> {
  return runCommand(['--no-deprecation', PROGRAM, ...args], setting);
}

/** Runs a Node program that finds the CLI's logins. */
export function runCommand(args: readonly string[], setting: CliSetting): Promise<CliAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: setting.project,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: setting.home,
        SF_DISABLE_TELEMETRY: 'true',
        SF_AUTOUPDATE_DISABLE: 'true',
        SF_SKIP_NEW_VERSION_CHECK: 'true',
        NO_COLOR: '1',
        // Without it the progress of a deploy is drawn for a terminal.
        CI: 'true',
        ...setting.environment,
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code, signal) =>
      code === null
        ? reject(new Error(`${args.join(' ')} was ended by ${String(signal)}\n${stderr}`))
        : resolve({ exitCode: code, stdout, stderr }),
    );
  });
}

/** Runs a command with `--json`; throws with the whole output when it is no JSON. */
export async function runCliJson<Result>(
  setting: CliSetting,
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly json: CliJson<Result> }> {
  const { exitCode, stdout, stderr } = await runCli(setting, [...args, '--json']);
  try {
    return { exitCode, json: JSON.parse(stdout) as CliJson<Result> };
  } catch (cause) {
    throw new Error(`sf ${args.join(' ')} (exit code ${exitCode}) printed no JSON:\n${stdout}\n${stderr}`, { cause });
  }
}
