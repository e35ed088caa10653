import { notFound, VaultError } from "./answer.ts";

type Fields = Record<string, unknown>;
type Version = { created: string; deleted: string; destroyed: boolean; fields: Fields };
type Entry = { versions: Map<number, Version>; current: number; created: string; updated: string; settings: Settings };
type Settings = { cas_required: boolean; custom_metadata: Record<string, string> | null; max_versions: number };

export type VersionMetadata = {
  created_time: string;
  custom_metadata: Record<string, string> | null;
  deletion_time: string;
  destroyed: boolean;
  version: number;
};

/** How many versions a KV engine keeps when neither it nor the secret says otherwise. */
const defaultMaxVersions = 10;

/** The secrets of one KV version 2 mount, with Vault's rules for versions, deletion and check-and-set (Vault API, KV v2). */
export class KvStore {
  private readonly entries = new Map<string, Entry>();

  has(path: string): boolean {
    return this.entries.has(path);
  }

  /** The asked or latest version. A deleted or destroyed one has `data: null`; one that never was is not found. */
  read(path: string, version?: number): { data: Fields | null; metadata: VersionMetadata } {
    const entry = this.entries.get(path);
    const number = version || entry?.current || 0;
    const found = entry?.versions.get(number);
    if (!entry || !found) throw notFound();
    const gone = found.destroyed || found.deleted !== "";
    return { data: gone ? null : found.fields, metadata: metadataOf(entry, number, found) };
  }

  write(path: string, fields: Fields, cas?: number): VersionMetadata {
    const now = new Date().toISOString();
    const entry = this.entries.get(path) ?? newEntry(now);
    if (cas === undefined && entry.settings.cas_required) {
      throw new VaultError(400, "check-and-set parameter required for this call");
    }
    if (cas !== undefined && cas !== entry.current) {
      throw new VaultError(400, "check-and-set parameter did not match the current version");
    }
    const version = { created: now, deleted: "", destroyed: false, fields };
    entry.current += 1;
    entry.updated = now;
    entry.versions.set(entry.current, version);
    entry.versions.delete(entry.current - (entry.settings.max_versions || defaultMaxVersions));
    this.entries.set(path, entry);
    return metadataOf(entry, entry.current, version);
  }

  delete(path: string, versions?: number[]): void {
    this.change(path, versions, (version) => {
      if (!version.destroyed) version.deleted ||= new Date().toISOString();
    });
  }

  undelete(path: string, versions: number[]): void {
    this.change(path, versions, (version) => {
      if (!version.destroyed) version.deleted = "";
    });
  }

  destroy(path: string, versions: number[]): void {
    this.change(path, versions, (version) => {
      version.destroyed = true;
      version.fields = {};
    });
  }

  readMetadata(path: string): Record<string, unknown> {
    const entry = this.entries.get(path);
    if (!entry) throw notFound();
    const versions = [...entry.versions].map(([number, version]) => [
      String(number),
      { created_time: version.created, deletion_time: version.deleted, destroyed: version.destroyed },
    ]);
    return {
      ...entry.settings,
      created_time: entry.created,
      current_version: entry.current,
      delete_version_after: "0s",
      oldest_version: entry.current === 0 ? 0 : Math.min(...entry.versions.keys()),
      updated_time: entry.updated,
      versions: Object.fromEntries(versions),
    };
  }

  writeMetadata(path: string, settings: Partial<Settings>): void {
    const now = new Date().toISOString();
    const entry = this.entries.get(path) ?? newEntry(now);
    entry.settings = { ...entry.settings, ...settings };
    entry.updated = now;
    this.entries.set(path, entry);
  }

  deleteMetadata(path: string): void {
    this.entries.delete(path);
  }

  /** Names directly below a folder; a deeper folder ends in a slash. */
  list(folder: string): string[] {
    const prefix = folder === "" ? "" : `${folder.replace(/\/+$/, "")}/`;
    const below = [...this.entries.keys()].filter((path) => path.startsWith(prefix));
    const names = below.map((path) => /^[^/]*\/?/.exec(path.slice(prefix.length))?.[0] ?? "");
    if (names.length === 0) throw notFound();
    return [...new Set(names)].sort();
  }

  private change(path: string, versions: number[] | undefined, apply: (version: Version) => void): void {
    const entry = this.entries.get(path);
    for (const number of versions ?? [entry?.current ?? 0]) {
      const version = entry?.versions.get(number);
      if (version) apply(version);
    }
  }
}

function newEntry(now: string): Entry {
  const settings = { cas_required: false, custom_metadata: null, max_versions: 0 };
  return { versions: new Map(), current: 0, created: now, updated: now, settings };
}

function metadataOf(entry: Entry, number: number, version: Version): VersionMetadata {
  return {
    created_time: version.created,
    custom_metadata: entry.settings.custom_metadata,
    deletion_time: version.deleted,
    destroyed: version.destroyed,
    version: number,
  };
}
