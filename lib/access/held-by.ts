import type { Database } from "#db/client.ts";
import { loadProjectUses, type UsedResource } from "./project-uses.ts";

/** Everything that a service account is bound to, with what ended. */
export async function heldBy(
  db: Database,
  { id, projectId }: { id: string; projectId: string },
): Promise<UsedResource[]> {
  const uses = await loadProjectUses(db, projectId);
  return uses
    .flatMap(({ namespaces }) => namespaces)
    .filter(({ serviceAccount }) => serviceAccount?.id === id)
    .flatMap(({ resources }) => resources);
}
