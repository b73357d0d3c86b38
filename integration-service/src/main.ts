/** Starts the integration service with the settings of the environment and stops it cleanly on a signal. */
import process from 'node:process';
import { readConfig } from './runtime/config.ts';
import { describeError } from './runtime/errors.ts';
import { startService } from './service.ts';

try {
  const service = await startService(readConfig(process.env));
  process.stdout.write(`integration service ready at ${service.url}\n`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${describeError(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  process.stderr.write(`The integration service could not start: ${describeError(error)}\n`);
  process.exit(1);
}
