import type { Authenticator, Reference, User } from "./authn.ts";
import type { KubeObject, Node, Pod } from "./object.ts";
import { timestamp } from "./object.ts";
import { type Attributes, isAllowed } from "./rbac.ts";
import { badRequest, conflict, invalid, invalidValue, notFound } from "./status.ts";
import type { Store } from "./storage.ts";

type Context = { store: Store; authenticator: Authenticator; user: User; issuer: string };
type AccessSpec = {
  resourceAttributes?: {
    namespace?: string;
    verb?: string;
    group?: string;
    resource?: string;
    subresource?: string;
    name?: string;
  };
  nonResourceAttributes?: { path?: string; verb?: string };
  user?: string;
  groups?: string[];
};

/** Answers a review: the question again, with its `status`. */
export async function review(context: Context, plural: string, body: KubeObject): Promise<object> {
  const { user } = context;
  if (plural === "tokenreviews")
    return { ...body, status: await reviewToken(context, body.spec as { token?: string; audiences?: string[] }) };
  if (plural === "selfsubjectreviews") return { ...body, status: { userInfo: describeUser(user) } };
  const spec = body.spec as AccessSpec;
  const asked = plural === "selfsubjectaccessreviews" ? user : { name: spec.user ?? "", groups: spec.groups ?? [] };
  const allowed = isAllowed(context.store, attributes(asked, spec));
  return { ...body, status: { allowed } };
}

function attributes(user: User, { resourceAttributes, nonResourceAttributes }: AccessSpec): Attributes {
  if (nonResourceAttributes)
    return { user, verb: nonResourceAttributes.verb ?? "", path: nonResourceAttributes.path ?? "" };
  const { verb = "", group = "", resource = "", subresource, namespace, name } = resourceAttributes ?? {};
  return {
    user,
    verb,
    group,
    resource,
    ...(subresource && { subresource }),
    ...(namespace && { namespace }),
    ...(name && { name }),
  };
}

const describeUser = ({ name, uid, groups, extra }: User) => ({
  username: name,
  ...(uid && { uid }),
  groups,
  ...(extra && { extra }),
});

async function reviewToken({ authenticator }: Context, { token, audiences }: { token?: string; audiences?: string[] }) {
  if (!token) throw badRequest("token is required for TokenReview in authentication");
  try {
    const known = await authenticator.authenticate(token, audiences?.length ? audiences : undefined);
    return { authenticated: true, user: describeUser(known.user), audiences: known.audiences };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      user: {},
      error: reason.startsWith("invalid bearer token") ? reason : `[invalid bearer token, ${reason}]`,
    };
  }
}

type TokenSpec = {
  audiences?: string[];
  expirationSeconds?: number;
  boundObjectRef?: { kind: string; name: string; uid?: string };
};

/** TokenRequest: a token of a service account, bound to a pod when asked. https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/ */
export async function requestToken(
  { store, authenticator, issuer }: Context,
  account: KubeObject,
  body: KubeObject,
): Promise<object> {
  const { audiences, expirationSeconds = 3600, boundObjectRef } = (body.spec ?? {}) as TokenSpec;
  const { name, namespace = "", uid } = account.metadata;
  if (expirationSeconds < 600)
    throw invalid("TokenRequest", "authentication.k8s.io", name, [
      invalidValue("spec.expirationSeconds", expirationSeconds, "may not specify a duration less than 10 minutes"),
    ]);
  const pod = boundObjectRef && boundPod(store, namespace, name, boundObjectRef);
  const node = pod?.spec.nodeName ? store.get<Node>("nodes", undefined, pod.spec.nodeName) : undefined;
  const wanted = audiences?.length ? audiences : [issuer];
  const { token, expires } = await authenticator.issue(
    {
      namespace,
      serviceaccount: { name, uid },
      ...(pod && { pod: reference(pod) }),
      ...(node && { node: reference(node) }),
    },
    wanted,
    expirationSeconds,
  );
  return {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, creationTimestamp: timestamp() },
    spec: { audiences: wanted, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: timestamp(expires) },
  };
}

const reference = ({ metadata }: KubeObject): Reference => ({ name: metadata.name, uid: metadata.uid });

function boundPod(
  store: Store,
  namespace: string,
  account: string,
  { kind, name, uid }: NonNullable<TokenSpec["boundObjectRef"]>,
): Pod {
  if (kind !== "Pod") throw badRequest(`cannot bind token to object of type ${kind}`);
  const pod = store.get<Pod>("pods", namespace, name);
  if (!pod) throw notFound("pods", name);
  if (uid && uid !== pod.metadata.uid)
    throw conflict(
      "Pod",
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  if (pod.spec.serviceAccountName !== account)
    throw badRequest(
      `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`,
    );
  return pod;
}
