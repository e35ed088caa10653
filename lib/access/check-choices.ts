import type { LaunchChoices, PlacementInput } from "#lib/runs/schema.ts";
import type { Obstacle, Option, Placement, ResourceOption } from "./explain-placement.ts";

/** What the choices of a launch come to when each was found and may be used. */
export type GrantedChoices = {
  bucket: ResourceOption | undefined;
  repository: ResourceOption;
  secrets: { choice: LaunchChoices["secrets"][number]; resource: ResourceOption }[];
};

export type Verdict = { obstacles: Obstacle[]; granted: GrantedChoices | undefined };

const unknown = (what: string): Obstacle => ({ code: `unknown-${what}`, params: {} });

function pick<T extends Option<object>>(options: T[], id: string, what: string, obstacles: Obstacle[]): T | undefined {
  const option = options.find((candidate) => candidate.id === id);
  const obstacle = option ? option.obstacle : unknown(what);
  if (obstacle) obstacles.push(obstacle);
  return obstacle ? undefined : option;
}

/** Holds the choices of a launch against what the project may use there. Pure; every obstacle is named, not the first alone. */
export function checkChoices(placement: Placement, where: PlacementInput, choices: LaunchChoices): Verdict {
  const obstacles: Obstacle[] = [];
  pick(placement.clusters, where.clusterId, "cluster", obstacles);
  pick(placement.namespaces, where.namespaceId, "namespace", obstacles);
  if (!placement.serviceAccount) obstacles.push(placement.serviceAccountObstacle ?? unknown("service-account"));

  const repository = pick(placement.repositories, choices.image.repositoryId, "repository", obstacles);
  const bucket = choices.bucketId ? pick(placement.buckets, choices.bucketId, "bucket", obstacles) : undefined;
  if (choices.files.length > 0 && !choices.bucketId) obstacles.push({ code: "files-without-bucket", params: {} });
  if (bucket && choices.files.length > 0 && !bucket.access.includes("read"))
    obstacles.push({ code: "not-bound", params: { name: bucket.name }, ...missingRead(placement, bucket) });
  if (bucket) obstacles.push(...prefixObstacles(bucket, choices));

  const secrets = choices.secrets.flatMap((choice) => {
    const resource = pick(placement.secrets, choice.resourceId, "secret", obstacles);
    return resource ? [{ choice, resource }] : [];
  });
  obstacles.push(...repetitions(choices));
  return { obstacles, granted: obstacles.length === 0 && repository ? { bucket, repository, secrets } : undefined };
}

/** A binding for writing opens nothing to read. */
const missingRead = ({ serviceAccount }: Placement, { id }: ResourceOption): Pick<Obstacle, "missing"> => ({
  missing: { kind: "binding", cloudResourceId: id, serviceAccountId: serviceAccount?.id ?? "" },
});

function prefixObstacles(bucket: ResourceOption, choices: LaunchChoices): Obstacle[] {
  if (bucket.prefixes.includes("")) return [];
  return choices.files
    .filter((file) => !bucket.prefixes.some((prefix) => file.key.startsWith(prefix)))
    .map((file) => ({
      code: "outside-prefix",
      params: { key: file.key, bucket: bucket.name, prefix: bucket.prefixes.join(", ") },
    }));
}

/** Two things with one name in the pod: the second would silently replace the first. */
function repetitions(choices: LaunchChoices): Obstacle[] {
  const names = [
    ...choices.files.map((file) => `file ${file.path}`),
    ...choices.secrets.map((secret) => `secret file ${secret.file}`),
    ...choices.secrets.map((secret) => `variable ${secret.env}`),
    ...choices.env.map((variable) => `variable ${variable.name}`),
  ];
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return twice.map((name) => ({ code: "twice", params: { name } }));
}
