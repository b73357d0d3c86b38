/** Runs the system's programs as child processes: waits until each says it is ready, starts one again that died, stops all. */
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from '../support/paths.ts';

export interface Program {
  readonly name: string;
  /** Arguments for Node. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The program has started when a line of its output matches. */
  readonly ready: RegExp;
  readonly logFile: string;
  /** Start again when it dies (a `kill -9` loses nothing). */
  readonly restart: boolean;
  /** Lines worth showing while it starts. */
  readonly progress?: (line: string) => void;
}

export interface RunningProgram {
  readonly name: string;
  /** Of the process that runs now. */
  pid(): number | undefined;
  /** From now on an end is no accident: Ctrl-C in a terminal reaches the children too. */
  expectEnd(): void;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 10_000;
const RESTART_PAUSE_MS = 500;
const KEPT_LINES = 40;

/** Starts a program; rejects with its last words when it ends before it is ready. */
export async function startProgram(program: Program): Promise<RunningProgram> {
  mkdirSync(dirname(program.logFile), { recursive: true });
  let stopping = false;
  let child = await launch(program);
  const guard = () => {
    child.once('exit', (code, signal) => {
      if (stopping || !program.restart) return;
      process.stdout.write(`${program.name} ended (${signal ?? String(code)}), starting it again\n`);
      setTimeout(() => void again(), RESTART_PAUSE_MS);
    });
  };
  const again = async () => {
    if (stopping) return;
    try {
      child = await launch(program);
      guard();
    } catch (error) {
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
      setTimeout(() => void again(), RESTART_PAUSE_MS * 4);
    }
  };
  guard();
  return {
    name: program.name,
    pid: () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined),
    expectEnd: () => {
      stopping = true;
    },
    stop: async () => {
      stopping = true;
      await end(child);
    },
  };
}

function launch(program: Program): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...program.args], {
      cwd: inRoot(),
      env: { ...process.env, ...program.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const last: string[] = [];
    let started = false;
    const timer = setTimeout(() => fail(`did not say it was ready within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(
        new Error(`${program.name} ${why}. Its last words:\n${last.join('\n')}\n(all of them: ${program.logFile})`),
      );
    };
    const hear = (text: string) => {
      appendFileSync(program.logFile, text);
      for (const line of text.split('\n').filter(Boolean)) {
        last.push(line);
        if (last.length > KEPT_LINES) last.shift();
        if (started) continue;
        program.progress?.(line);
        if (program.ready.test(line)) {
          started = true;
          clearTimeout(timer);
          resolve(child);
        }
      }
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => {
      if (!started) fail(`ended with ${String(code)} while starting`);
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
