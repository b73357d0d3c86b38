/** For tests: a way to an org on which a request and an answer get lost. */
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';

/** Which creation of a Bulk job does not reach the org, and the answer to which closing does not come back; counted from 1. */
export interface Faults {
  readonly request: number;
  readonly answer: number;
}

export interface FaultyProxy {
  readonly url: string;
  /** What was lost, in the order. */
  readonly lost: () => readonly (keyof Faults)[];
  readonly close: () => void;
}

/** Listens on a free port and hands everything on to the org. */
export async function startFaultyProxy(org: string, faults: Faults): Promise<FaultyProxy> {
  const lost: (keyof Faults)[] = [];
  let opened = 0;
  let closed = 0;
  const server = createServer((incoming, outgoing) => {
    const opens = incoming.method === 'POST' && incoming.url?.endsWith('/jobs/ingest') === true;
    const closes = incoming.method === 'PATCH';
    if (opens) opened += 1;
    if (closes) closed += 1;
    if (opens && opened === faults.request) {
      lost.push('request');
      incoming.socket.destroy();
    } else if (closes && closed === faults.answer) {
      lost.push('answer');
      handOn(org, incoming, () => incoming.socket.destroy());
    } else handOn(org, incoming, (answer) => answerWith(answer, outgoing));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://localhost:${port}`,
    lost: () => lost,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function handOn(org: string, incoming: IncomingMessage, then: (answer: IncomingMessage) => void): void {
  const { method, headers, url = '/' } = incoming;
  incoming.pipe(ask(new URL(url, org), { method, headers }, then));
}

function answerWith(answer: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
  answer.pipe(outgoing);
}
