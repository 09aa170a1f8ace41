/**
 * Tells what changes in a folder and all below it. Watches folders, one by one: a recursive watch of Linux follows files, and hears
 * no more of one that an editor saved by putting another in its place.
 */
import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

/** @param onChange gets the path, below `folder`, of a file that was made, written, moved or removed */
export function watchFolder(folder: string, onChange: (path: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>();

  /** Gives the files that are in it already. */
  function add(path: string): string[] {
    if (!watchers.has(path)) {
      const watcher = watch(path, (event, name) => {
        if (name !== null) changed(event, join(path, name));
      });
      watcher.on('error', () => forget(path)); // it was removed
      watchers.set(path, watcher);
    }
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      const below = join(path, entry.name);
      return entry.isDirectory() ? add(below) : [below];
    });
  }

  function changed(event: string, path: string): void {
    if (event === 'rename') {
      forget(path);
      // Files of a new folder may be older than its watcher.
      if (isFolder(path)) {
        for (const file of add(path)) onChange(file);
        return;
      }
    }
    onChange(path);
  }

  function forget(path: string): void {
    for (const [watched, watcher] of watchers) {
      if (watched !== path && !watched.startsWith(path + sep)) continue;
      watcher.close();
      watchers.delete(watched);
    }
  }

  add(folder);
  return () => forget(folder);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
