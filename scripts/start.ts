/** `npm start`: the whole system on this machine, phase by phase, until Ctrl-C. */
import process from 'node:process';
import { startSystem } from './start/system.ts';

try {
  const system = await startSystem(process.env, (line) => process.stdout.write(`${line}\n`));
  process.stdout.write(`\n${system.welcome}\n\nCtrl-C stops everything.\n`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    process.stdout.write('\nStopping ...\n');
    void system.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
