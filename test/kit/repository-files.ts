/**
 * The files of the repository as the style tests and the gates see them: what is written by hand, without what is
 * installed or built. Paths are relative to the root, with `/`, in order.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Installed, built or kept by git: the folders that .gitignore names, and git's own. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'cdk.out',
  '.git',
  '.signalbox',
  '.cdk.staging',
]);

/** The folders that hold TypeScript of ours. */
const ROOMS = [
  'bin',
  'contracts',
  'domain',
  'systems',
  'functions',
  'lib',
  'local',
  'client',
  'console',
  'bench',
  'test',
] as const;

/** Every file under `root` whose name ends with one of `endings`; all files when none is given. */
export function listFiles(root: string, ...endings: string[]): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) visit(path);
      if (entry.isFile() && (endings.length === 0 || endings.some((ending) => path.endsWith(ending)))) found.push(path);
    }
  };
  visit('');
  return found.sort();
}

/** The TypeScript modules of the rooms, declarations included. */
export function listModules(root: string): string[] {
  return listFiles(root, '.ts', '.tsx').filter((path) => ROOMS.some((room) => path.startsWith(`${room}/`)));
}

/** The rooms that exist under `root`. */
export function listRooms(root: string): string[] {
  return ROOMS.filter((room) => existsSync(join(root, room)));
}
