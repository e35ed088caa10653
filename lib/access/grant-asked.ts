import type { Transaction } from "#db/client.ts";
import { invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { type DecideRequestInput, type RequestSnapshot, roleByOf } from "./request-schema.ts";
import { writeBinding } from "./write-binding.ts";
import { addRole } from "./write-membership.ts";
import { writeNamespaceGrant } from "./write-namespace-grant.ts";
import { writeServiceAccount } from "./write-service-account.ts";

type Granting = {
  projectId: string;
  requesterId: string;
  snapshot: RequestSnapshot;
  clusterId: string | null;
  expiresAt: Date | null;
  grantedBy: string;
  identity: DecideRequestInput["identity"];
};

/** Grants what a stored snapshot says, and nothing that holds already is weakened or ends sooner; gives what was there and what is. */
export async function grantAsked(tx: Transaction, granting: Granting): Promise<{ before: object[]; after: object[] }> {
  const { projectId, requesterId, snapshot, clusterId, expiresAt, grantedBy, identity } = granting;
  if (identity && snapshot.kind !== "service-account") throw invalid("identity-not-wanted");
  const keepsLonger = { keepsLonger: true };
  switch (snapshot.kind) {
    case "project-role":
      return addRole(tx, { projectId, userId: requesterId, role: snapshot.role, expiresAt, grantedBy });
    case "namespace":
      return writeNamespaceGrant(
        tx,
        { projectId, namespaceId: snapshot.namespaceId, expiresAt, grantedBy },
        keepsLonger,
      );
    case "binding": {
      const { kind: _, ...binding } = snapshot;
      return writeBinding(tx, { ...binding, expiresAt, grantedBy }, keepsLonger);
    }
    case "service-account": {
      if (!identity) throw invalid("field.identity-missing", {}, { identity: says("field.identity-missing") });
      const { namespaceId, name } = snapshot;
      const place = { clusterId: clusterId ?? "", namespaceId, projectId, name };
      const account = { ...place, ...identity, roleBy: roleByOf(identity) };
      const { id } = await writeServiceAccount(tx, account);
      return { before: [], after: [{ serviceAccountId: id, ...account }] };
    }
  }
}
