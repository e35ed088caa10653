import type { PlacementView, ResourceView } from "#lib/access/client.ts";

type Named = { name: string; obstacle: unknown };

/**
 * The resource of a placement that a job's name stands for: the one of that name, else one whose path ends with it, as Vault's
 * `secret/orders/db-password` does for `orders/db-password`. Of several, one that may be used.
 */
export function matchByName<T extends Named>(name: string, options: readonly T[]): T | undefined {
  if (name === "") return undefined;
  const fits = [
    ...options.filter((option) => option.name === name),
    ...options.filter((option) => option.name.endsWith(`/${name}`)),
  ];
  return fits.find((option) => option.obstacle === null) ?? fits[0];
}

/** A resource's name as a job would ask for it anywhere: without the Vault mount, which only that store has. */
export const needNameOf = (resource: { name: string }, accountKind: "aws" | "datacenter" | undefined): string =>
  accountKind === "datacenter" ? resource.name.replace(/^[^/]+\//, "") : resource.name;

const sharedStart = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
};

/** The bucket to begin with: the one chosen before, else of those that may be used the one whose name is most like it. */
export function pickBucket(
  buckets: readonly ResourceView[],
  before: { id: string | null; name: string },
): ResourceView | undefined {
  const usable = buckets.filter((bucket) => bucket.obstacle === null);
  const same = usable.find((bucket) => bucket.id === before.id);
  if (same) return same;
  return [...usable].sort((a, b) => sharedStart(b.name, before.name) - sharedStart(a.name, before.name))[0];
}

type Offer = Pick<PlacementView, "buckets" | "repositories" | "secrets">;
type Choice = { id: string | null; name: string };
type Needs = {
  bucket: Choice & { unused: boolean };
  repository: Choice;
  secrets: readonly (Choice & object)[];
};

/**
 * Maps what a launch uses, by name, to a placement's own resources. What the placement does not have gets no id and keeps its name, so
 * that the form can say what is missing, and so that it is found again in the next placement.
 */
export function fitToPlacement<F extends Needs>(form: F, offer: Offer): F {
  const bucket = form.bucket.unused ? undefined : pickBucket(offer.buckets, form.bucket);
  return {
    ...form,
    bucket: { ...form.bucket, id: bucket?.id ?? null, name: bucket?.name ?? form.bucket.name },
    repository: { ...form.repository, id: matchByName(form.repository.name, offer.repositories)?.id ?? null },
    secrets: form.secrets.map((secret) => ({ ...secret, id: matchByName(secret.name, offer.secrets)?.id ?? null })),
  };
}
