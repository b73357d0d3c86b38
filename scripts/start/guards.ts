/** What must be true before a start, with words that say what to do when it is not. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PORT_NAMES, type Ports } from './settings.ts';

/** Takes the data folder for this process; answers how to give it back. A lock whose process is gone is taken over. */
export function takeDataFolder(dataDir: string): () => void {
  const file = join(dataDir, 'start.lock');
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (holder && holder !== process.pid && isAlive(holder)) {
    throw new Error(
      `The system is already running (process ${holder}, data in ${dataDir}).\n` +
        'Use it, or stop it with Ctrl-C in its window; a second one needs its own UP_DATA_DIR and UP_PORT_BASE.',
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Fails when a port is taken, naming every taken one and what it is for. */
export async function requireFreePorts(ports: Ports): Promise<void> {
  const names = Object.keys(PORT_NAMES) as (keyof Ports)[];
  const taken: string[] = [];
  for (const name of names) if (!(await isFree(ports[name]))) taken.push(`  ${ports[name]}  ${PORT_NAMES[name]}`);
  if (taken.length === 0) return;
  throw new Error(
    `These ports are taken by another program:\n${taken.join('\n')}\nStop it, or choose other ports: UP_PORT_BASE=7100 npm start`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
