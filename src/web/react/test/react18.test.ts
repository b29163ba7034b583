import { runUnderReact } from './support/underReact.js';

await runUnderReact('react-18');
