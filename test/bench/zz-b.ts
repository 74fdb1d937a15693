import { measureReading } from './reading-command.ts';
console.log(await measureReading(1, []));
