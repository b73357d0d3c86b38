/** The bank's SFTP server: one user, key authentication only. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { parsedKey, type SshKeyPair } from './keys.ts';
import type { SftpFaults } from './sftp-faults.ts';
import type { Folders } from './sftp-folders.ts';
import { serveSftp } from './sftp-session.ts';

export interface SftpServerOptions {
  readonly port: number;
  readonly hostKey: SshKeyPair;
  readonly username: string;
  /** Public keys that may log in, each a line of an authorized_keys file. */
  readonly authorizedKeys: readonly string[];
  readonly folders: Folders;
  readonly faults: SftpFaults;
  readonly slowMs: number;
  readonly onArrived: (name: string) => void;
}

export interface SftpServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens on the loopback address; port 0 takes a free one. */
export function startSftpServer(options: SftpServerOptions): Promise<SftpServer> {
  const allowed = options.authorizedKeys.map(parsedKey);
  const sockets = new Set<Socket>();
  // The sockets are ours, so that a fault can break a line without any goodbye.
  const listener = createServer({ noDelay: true }, (socket) => {
    if (options.faults.hits('down')) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const server = new ssh2.Server({ hostKeys: [options.hostKey.privateKey], ident: 'bank-simulator' }, (client) => {
      serveClient(client, socket);
    });
    server.injectSocket(socket);
  });

  const isAllowed = (context: AuthContext): boolean => {
    if (context.username !== options.username || context.method !== 'publickey') return false;
    const { key, signature, blob, hashAlgo } = context;
    return allowed.some((candidate) => {
      if (key.algo !== candidate.type || !key.data.equals(candidate.getPublicSSH())) return false;
      // Without a signature the client only asks whether this key would do.
      return signature === undefined || blob === undefined || candidate.verify(blob, signature, hashAlgo);
    });
  };
  const serveClient = (client: Connection, socket: Socket) => {
    client.on('authentication', (context) => {
      if (isAllowed(context)) context.accept();
      else context.reject(['publickey']);
    });
    client.on('session', (accept) => {
      const session = accept();
      // Shells and commands are not offered; a client's environment is of no interest.
      session.on('env', (acceptEnv: (() => void) | undefined) => acceptEnv?.());
      session.on('sftp', (acceptSftp) => {
        serveSftp(acceptSftp(), { ...options, cut: () => socket.destroy() });
      });
    });
    // A customer that breaks the connection is no concern of the bank.
    client.on('error', () => undefined);
  };

  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(options.port, '127.0.0.1', () => {
      resolve({
        port: (listener.address() as AddressInfo).port,
        stop: () =>
          new Promise((done) => {
            listener.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
