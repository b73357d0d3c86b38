/** Starting and stopping a simulator's HTTP server. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

export interface Simulator {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on the loopback address; port 0 takes a free one. */
export function serve(
  app: Express,
  port: number,
  onStop: () => void = () => undefined,
): Promise<Simulator & { readonly server: Server }> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error?: Error) => {
      if (error) {
        reject(error);
        return;
      }
      const address = server.address() as AddressInfo;
      resolve({
        server,
        url: `http://localhost:${address.port}`,
        stop: () =>
          new Promise((done) => {
            onStop();
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
