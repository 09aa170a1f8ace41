/** The program of the filing thread: files the segments that it is told of, in a connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './directory.ts';
import { fileSegment } from './filing.ts';
import { openTable } from './table.ts';

const directory = workerData as string;
const table = openTable(openDatabase(directory));

parentPort?.on('message', (segment: number) => {
  fileSegment(directory, table, segment);
  parentPort?.postMessage(segment);
});
