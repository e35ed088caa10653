import { DeleteRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { contextOf } from "#demo/seed.ts";
import { getFittingPolicies, getServiceAccountBindings } from "#lib/access/binding-queries.ts";
import { compareServiceAccount } from "#lib/access/compare-service-account.ts";
import type { V1Job } from "#lib/clusters/kubernetes-objects.ts";
import type { Result } from "#lib/platform/result.ts";
import type { InitDocument } from "#lib/runs/schema.ts";
import type { LiveStack } from "./live-stack.ts";
import { attemptsOf } from "./run-facts.ts";
import { until } from "./until.ts";

const namespace = "orders-batch";
const accounts = { "eks-frankfurt": "111122223333", "eks-virginia": "444455556666" } as const;

/** The orders project's place on a cluster: what its service account is bound to, and its role, which is kept past Slipway. */
export async function boundPlace(live: LiveStack, cluster: keyof typeof accounts) {
  const { stack } = live;
  /** As the account's own administrator. */
  const iam = new IAMClient({
    region: "us-east-1",
    endpoint: stack.sandbox.aws.url,
    credentials: stack.keys.administrator[accounts[cluster]],
  });
  const admin = await contextOf(live.db, "admin");
  const [row] = await live.sql`
    select service_accounts.id from service_accounts join clusters on clusters.id = service_accounts.cluster_id
    where clusters.name = ${cluster} and service_accounts.name = 'orders-batch-runner'`;
  const serviceAccountId = String(row?.id);

  return {
    serviceAccountId,
    close: () => iam.destroy(),

    async held() {
      const { clusters } = dataOf(await getServiceAccountBindings.execute(admin, { serviceAccountId }));
      return clusters.flatMap(({ namespaces }) => namespaces.flatMap(({ resources }) => resources));
    },

    /** The policy that the page shows for the role. */
    async fitting(): Promise<string> {
      const { policies } = dataOf(await getFittingPolicies.execute(admin, { serviceAccountId }));
      return policies.find(({ of }) => of === "role")?.text ?? "";
    },

    compared: async () => dataOf(await compareServiceAccount.execute(admin, { serviceAccountId })),

    /** What the owner of the role does with it: it takes the place of all that the role had. */
    async putOnRole(PolicyDocument: string): Promise<void> {
      const RoleName = "slipway-orders-batch";
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "slipway", PolicyDocument }));
    },

    /** A run's own Job once more, past Slipway, with an init container that asks for another object; gives init's last words. */
    async byHand(runId: string, name: string, bucket: string, key: string): Promise<string> {
      const [attempt] = await attemptsOf(live.db, runId);
      const batchJob = structuredClone(attempt?.manifests.find(({ kind }) => kind === "Job")) as V1Job;
      const init = batchJob.spec?.template.spec?.initContainers?.[0];
      const variable = init?.env?.find((each) => each.name === "SLIPWAY_INIT");
      if (!variable?.value) throw new Error("The run's pod has no init document");
      const document: InitDocument = JSON.parse(variable.value);
      variable.value = JSON.stringify({ ...document, secrets: [], files: [{ bucket, key, path: "asked" }] });
      const { spec } = batchJob;
      if (spec) spec.suspend = false;
      delete spec?.template.metadata?.labels;
      const kube = live.kube[cluster];
      await kube.create(`/apis/batch/v1/namespaces/${namespace}/jobs`, { ...batchJob, metadata: { name, namespace } });
      const ended = await until(`the pod of ${name} has ended`, async () => {
        const pods = await kube.list(`/api/v1/namespaces/${namespace}/pods`);
        const pod = pods.find((each) => each.metadata.name.startsWith(`${name}-`));
        const [state] = (pod?.status?.initContainerStatuses ?? []) as {
          state?: { terminated?: { message?: string } };
        }[];
        return state?.state?.terminated;
      });
      return ended.message ?? "";
    },
  };
}
export type BoundPlace = Awaited<ReturnType<typeof boundPlace>>;

function dataOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
}
