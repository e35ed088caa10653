export type Associated = {
  region: string;
  clusterName: string;
  namespace: string;
  serviceAccount: string;
  roleArn: string;
};

/**
 * What whoever keeps a cluster runs to have EKS give a role to the pods of a service account; with the id of an association that is there, to
 * have it give this role instead.
 * https://docs.aws.amazon.com/cli/latest/reference/eks/create-pod-identity-association.html,
 * https://docs.aws.amazon.com/cli/latest/reference/eks/update-pod-identity-association.html
 */
export function associationCommand(of: Associated, associationId?: string): string {
  const { region, clusterName, namespace, serviceAccount, roleArn } = of;
  const where: [string, string][] = associationId
    ? [["association-id", associationId]]
    : [
        ["namespace", namespace],
        ["service-account", serviceAccount],
      ];
  const options: [string, string][] = [
    ["region", region],
    ["cluster-name", clusterName],
    ...where,
    ["role-arn", roleArn],
  ];
  const lines = options.map(([name, value]) => `--${name} ${asWord(value)}`);
  return [`aws eks ${associationId ? "update" : "create"}-pod-identity-association`, ...lines].join(" \\\n  ");
}

/** As the shell reads it: one word, whatever somebody typed. */
const asWord = (value: string) => (/^[\w:/.@+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);
