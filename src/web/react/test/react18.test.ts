import { runUnderReact } from './support/underReact.js';

await runUnderReact('18');
