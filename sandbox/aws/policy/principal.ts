import { list, type PrincipalElement } from "./policy-document.ts";

/** Who makes a request, as a policy's Principal element can name it. */
export type Principal =
  | { kind: "user"; arn: string; account: string }
  | { kind: "root"; arn: string; account: string }
  | { kind: "session"; arn: string; account: string; roleArn: string }
  | { kind: "federated"; arn: string /* of the identity provider */; account: string }
  | { kind: "service"; name: string /* pods.eks.amazonaws.com */ }
  | { kind: "anonymous" };

/**
 * How a Principal element names a caller: itself (`user` or the session's own ARN), the role behind its session, everyone, or
 * only its account, which hands the decision on to that account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Naming = "itself" | "role" | "everyone" | "account";

export function namingOf(element: PrincipalElement, principal: Principal): Naming | undefined {
  if (element === "*") return principal.kind === "federated" || principal.kind === "service" ? undefined : "everyone";
  if (principal.kind === "federated") return list(element.Federated).includes(principal.arn) ? "itself" : undefined;
  if (principal.kind === "service") return list(element.Service).includes(principal.name) ? "itself" : undefined;
  const names = list(element.AWS);
  if (principal.kind !== "anonymous") {
    if (names.includes(principal.arn)) return "itself";
    if (principal.kind === "session" && names.includes(principal.roleArn)) return "role";
  }
  if (names.includes("*")) return "everyone";
  if (principal.kind !== "anonymous" && names.some((name) => isAccount(name, principal.account))) return "account";
  return undefined;
}

function isAccount(name: string, account: string): boolean {
  return name === account || name === `arn:aws:iam::${account}:root`;
}
