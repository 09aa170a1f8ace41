/**
 * The lockfile is whole: whatever a locked package depends on is locked too, for every platform.
 *
 * `npm install` from a registry that lacks a package of another platform writes a lockfile without it and passes;
 * `npm ci` then refuses that lockfile everywhere. Here the gap is found without a network.
 */
import type { Complaint } from './source.ts';

/** The part of package-lock.json, version 3, that this check reads. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The dependencies that are named in the lockfile and not locked. */
export function checkLockfile({ packages }: Lockfile): Complaint[] {
  return Object.entries(packages).flatMap(([place, { dependencies, devDependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter((name) => !foldersAbove(place).some((folder) => `${folder}node_modules/${name}` in packages))
      .map(
        (name) =>
          `package-lock.json: ${place || 'package.json'} needs ${name}, which is not locked: pin a version that is whole`,
      ),
  );
}

/** Where Node looks for a package's dependencies: in it, then in each folder above that holds node_modules. */
function foldersAbove(place: string): string[] {
  const folders = [place === '' ? '' : `${place}/`];
  for (let end = place.lastIndexOf('node_modules/'); end >= 0; end = place.lastIndexOf('node_modules/', end - 1)) {
    folders.push(place.slice(0, end));
    if (end === 0) break;
  }
  return folders;
}
