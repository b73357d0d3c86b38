/** `npm run format` for Apex, with the plugin of tools/checks; `--check` only says what is not formatted. */
import process from 'node:process';
import { formatApex } from './checks/apex-format.ts';

await formatApex(process.argv.includes('--check') ? 'check' : 'write');
