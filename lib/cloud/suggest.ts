/** Whose letters a region bears: `eu-*` is eu, `us-*` is us; of others an admin says where their data counts as. */
export const residencyOfRegion = (region: string): string | null => /^(eu|us)-/.exec(region)?.[1] ?? null;

/**
 * The project whose slug a name bears, as its words stand in it: `acme-orders-eu`, `orders/db-password` and `secret/orders/key` are of orders.
 * Of several the one that comes first, and there the longest. Null where no project is named.
 */
export function suggestOwner<Project extends { slug: string }>(
  name: string,
  projects: readonly Project[],
): Project | null {
  const words = wordsOf(name);
  const placed = projects.flatMap((project) => {
    const slug = wordsOf(project.slug);
    const at =
      slug.length === 0 ? -1 : words.findIndex((_, start) => slug.every((word, i) => words[start + i] === word));
    return at < 0 ? [] : [{ project, at, length: slug.length }];
  });
  placed.sort((a, b) => a.at - b.at || b.length - a.length);
  return placed[0]?.project ?? null;
}

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
