import {
  CreatePodIdentityAssociationCommand,
  DeletePodIdentityAssociationCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import type { Stack } from "#demo/stack.ts";

export type OfServiceAccount = { namespace: string; serviceAccount: string };

/** Has EKS give a role to the pods of a service account of eks-frankfurt, as the account's administrator may and Slipway may not; null: none. */
export async function associate({ sandbox, keys }: Stack, of: OfServiceAccount, roleArn: string | null): Promise<void> {
  const credentials = keys.administrator["111122223333"];
  const eks = new EKSClient({ region: "eu-central-1", endpoint: sandbox.aws.url, credentials });
  const clusterName = "eks-frankfurt";
  try {
    const { associations = [] } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName, ...of }));
    for (const { associationId } of associations)
      await eks.send(new DeletePodIdentityAssociationCommand({ clusterName, associationId }));
    if (roleArn) await eks.send(new CreatePodIdentityAssociationCommand({ clusterName, ...of, roleArn }));
  } finally {
    eks.destroy();
  }
}
