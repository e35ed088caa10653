import type { z } from "zod";
import { grantNamespace, revokeNamespace } from "#lib/access/grant-namespace.ts";
import { bindServiceAccount, registerServiceAccount } from "#lib/access/service-account-bindings.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { must } from "./must.ts";

type Runner = {
  clusterId: string;
  projectId: string;
  namespace: string;
  serviceAccount: string;
  identity: Partial<Pick<z.input<typeof registerServiceAccount.input>, "roleArn" | "accessKeySecret" | "vaultRole">>;
  bindings: { cloudResourceId: string; access: "read" | "write" | "pull" }[];
};

/** Lets a project run in a namespace as a service account that is bound to what its jobs need. */
export async function seedRunner(admin: RequestContext, runner: Runner): Promise<void> {
  const { clusterId, projectId, namespace, serviceAccount: name, identity, bindings } = runner;
  const { namespaceId } = await must(grantNamespace, admin, { clusterId, namespace, projectId });
  const account = { namespaceId, projectId, name, ...identity };
  const { id: serviceAccountId } = await must(registerServiceAccount, admin, account);
  for (const binding of bindings) await must(bindServiceAccount, admin, { serviceAccountId, ...binding });
  // All that is missing to run there is the namespace, and that is asked for.
  if (namespace === "shared-batch") await must(revokeNamespace, admin, { namespaceId, projectId });
}
