/** What can go wrong on the bank's SFTP line; switched on by `POST /faults {"kind": "cut-upload", "times": 1}`, off by `DELETE /faults`. */
import express, { type Express } from 'express';
import { z } from 'zod';

const Fault = z.object({
  kind: z.enum([
    /** Connections are closed at once. */
    'down',
    /** Every request waits (`slowMs`). */
    'slow',
    /** The line breaks after half of the first block was written. */
    'cut-upload',
    /** The rename happens, then the line breaks before the answer. */
    'cut-rename',
    /** Nothing may be opened for writing. */
    'read-only',
    /** Writing fails after the first block. */
    'disk-full',
    /** A write is refused while another one is under way. */
    'one-write-at-a-time',
    /** A byte of a block changes on its way to the disk. */
    'garbled',
  ]),
  /** How often it hits; for ever when absent. */
  times: z.number().int().positive().optional(),
});
type Kind = z.infer<typeof Fault>['kind'];

export interface SftpFaults {
  /** Whether this fault hits now; counts it. */
  hits(kind: Kind): boolean;
  set(fault: z.infer<typeof Fault> | null): void;
}

export function createSftpFaults(): SftpFaults {
  let current: z.infer<typeof Fault> | null = null;
  return {
    hits: (kind) => {
      if (current?.kind !== kind) return false;
      if (current.times !== undefined) current = current.times > 1 ? { ...current, times: current.times - 1 } : null;
      return true;
    },
    set: (fault) => {
      current = fault;
    },
  };
}

/** The switchboard for people and tests. */
export function mountSftpFaults(app: Express, faults: SftpFaults): void {
  app.post('/faults', express.json(), (request, response) => {
    const fault = Fault.safeParse(request.body);
    if (!fault.success) {
      response.status(422).json({ message: z.prettifyError(fault.error) });
      return;
    }
    faults.set(fault.data);
    response.json(fault.data);
  });
  app.delete('/faults', (_request, response) => {
    faults.set(null);
    response.status(204).end();
  });
}
