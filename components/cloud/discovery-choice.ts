import type { DiscoveryView, ResourceKind } from "#lib/cloud/client.ts";

/** Something to map: as it was found, or named by hand where listing is denied. */
export type Candidate = {
  name: string;
  region: string;
  mappedAs: string | null;
  residency: string | null;
  ownerProjectId: string | null;
  isNamed: boolean;
};
/** What was changed of the suggestions. */
export type Edit = { residency?: string; ownerProjectId?: string | null };

export const keyOf = ({ name, region }: { name: string; region: string }) => `${region} ${name}`;

export const candidatesOf = (found: DiscoveryView["found"], named: readonly Candidate[]): Candidate[] => [
  ...named.filter((one) => !found.some((other) => keyOf(other) === keyOf(one))),
  ...found.map((one) => ({ ...one, isNamed: false })),
];

export const searched = (candidates: readonly Candidate[], search: string, onlyNew: boolean): Candidate[] => {
  const text = search.trim().toLowerCase();
  return candidates.filter(
    (one) =>
      (!onlyNew || one.mappedAs === null) && (one.name.toLowerCase().includes(text) || one.region.includes(text)),
  );
};

export const edited = (one: Candidate, edit: Edit | undefined) => ({
  residency: edit?.residency ?? one.residency ?? "",
  ownerProjectId: edit?.ownerProjectId !== undefined ? edit.ownerProjectId : one.ownerProjectId,
});

/** The chosen ones as the command takes them. */
export const resourcesToMap = (
  kind: ResourceKind,
  candidates: readonly Candidate[],
  chosen: ReadonlySet<string>,
  edits: ReadonlyMap<string, Edit>,
) =>
  candidates
    .filter((one) => one.mappedAs === null && chosen.has(keyOf(one)))
    .map((one) => ({ kind, name: one.name, region: one.region, ...edited(one, edits.get(keyOf(one))) }));
