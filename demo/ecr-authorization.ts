import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";

type Credentials = { accessKeyId: string; secretAccessKey: string };

/** The Authorization header with which a cluster's machines pull from ECR, renewed before it ends. */
export function ecrAuthorization(
  endpoint: string,
  region: string,
  credentials: Credentials,
): () => Promise<string | undefined> {
  const client = new ECRClient({ endpoint, region, credentials });
  let held: { header: string; until: number } | undefined;
  return async () => {
    if (held && held.until > Date.now() + 60_000) return held.header;
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
    const [granted] = authorizationData ?? [];
    if (!granted?.authorizationToken) return undefined;
    held = { header: `Basic ${granted.authorizationToken}`, until: granted.expiresAt?.getTime() ?? Date.now() };
    return held.header;
  };
}
