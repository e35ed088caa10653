import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { clusters, namespaces } from "#db/schema/clusters.ts";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { projects } from "#db/schema/people.ts";
import { checkChoices, type GrantedChoices } from "#lib/access/check-choices.ts";
import { explainPlacement, type Obstacle, type ServiceAccountOption } from "#lib/access/explain-placement.ts";
import { loadGrants } from "#lib/access/grants.ts";
import { can } from "#lib/access/policy.ts";
import { type OpenAccount, openAccount } from "#lib/cloud/open-account.ts";
import { type OpenCluster, openCluster } from "#lib/clusters/open-cluster.ts";
import type { ClusterSession } from "#lib/clusters/session.ts";
import type { CompileInput, JobType } from "#lib/jobs/job-type.ts";
import { parseSpec } from "#lib/jobs/parse-spec.ts";
import type { PodJobSpec } from "#lib/jobs/schema.ts";
import { jobTypes } from "#lib/jobs/types/registry.ts";
import { notFound, SlipwayError } from "#lib/platform/errors.ts";
import { type Check, type CheckId, fail, pass } from "./check.ts";
import { checkFiles, checkImage, checkSecrets } from "./check-cloud.ts";
import { checkIdentity, checkNamespace, checkQuota, checkServiceAccount } from "./check-cluster.ts";
import { cloudEnvOf, initDocumentOf } from "./init-document.ts";
import type { LaunchChoices, PlacementInput, Provenance } from "./schema.ts";

export type Launch = {
  projectId: string;
  launchedBy: string;
  jobVersionId: string;
  placement: PlacementInput;
  choices: LaunchChoices;
  /** What an earlier run used: these digests and versions are checked and taken, instead of what the names mean now. */
  pinned?: Provenance;
};

export type Ready = {
  session: ClusterSession;
  provenance: Provenance;
  compile: Omit<CompileInput<PodJobSpec>, "runId" | "attempt">;
  jobType: JobType;
};

export type Preflight = { checks: Check[]; ok: boolean; serviceAccountId?: string; ready?: Ready };

/**
 * Checks every condition of a launch: first who may use what (one function for form, launch and dispatch), then the real world, all
 * at once. Writes nothing. When all pass, `ready` carries digests and versions pinned and all that a job type needs to compile pods.
 */
export async function preflight(db: Database, launch: Launch, signal?: AbortSignal): Promise<Preflight> {
  const subject = await loadSubject(db, launch);
  const placement = await explainPlacement(db, {
    projectId: launch.projectId,
    projectName: subject.project.slug,
    ...launch.placement,
  });
  const verdict = checkChoices(placement, launch.placement, launch.choices);
  const checks = [
    ...(await checkPermission(db, launch, subject.project.slug)),
    ...grantChecks(verdict.obstacles, subject),
  ];
  const { serviceAccount } = placement;
  if (checks.some((check) => check.status === "fail") || !verdict.granted || !serviceAccount)
    return { checks, ok: false };

  signal?.throwIfAborted();
  const world = await checkWorld(db, launch, subject, verdict.granted, serviceAccount);
  const all = [...checks, ...world.checks];
  const ok = all.every((check) => check.status !== "fail");
  return { checks: all, ok, serviceAccountId: serviceAccount.id, ...(ok && world.ready ? { ready: world.ready } : {}) };
}

type Subject = Awaited<ReturnType<typeof loadSubject>>;

async function loadSubject(db: Database, { projectId, jobVersionId, placement }: Launch) {
  const [[job], [place]] = await Promise.all([
    db
      .select({ job: jobs, version: jobVersions, project: projects })
      .from(jobVersions)
      .innerJoin(jobs, eq(jobs.id, jobVersions.jobId))
      .innerJoin(projects, eq(projects.id, jobs.projectId))
      .where(eq(jobVersions.id, jobVersionId)),
    db
      .select({ namespace: namespaces.name, cluster: clusters.name, residency: clusters.residency })
      .from(clusters)
      .leftJoin(namespaces, eq(namespaces.id, placement.namespaceId))
      .where(eq(clusters.id, placement.clusterId)),
  ]);
  if (!job || job.job.projectId !== projectId) throw notFound("no-job");
  return {
    ...job,
    namespace: place?.namespace ?? "",
    cluster: place?.cluster ?? "",
    residency: place?.residency ?? "",
  };
}

async function checkPermission(db: Database, { launchedBy, projectId }: Launch, project: string): Promise<Check[]> {
  const grants = await loadGrants(db, launchedBy);
  if (can(grants, "run:launch", { projectId })) return [pass("permission", "may-launch", { project })];
  return [fail("permission", "may-not-launch", { project }, { kind: "project-role", projectId, role: "operator" })];
}

function grantChecks(found: Obstacle[], subject: Subject): Check[] {
  const crossing = found.filter((obstacle) => obstacle.code === "residency");
  const others = found.filter((obstacle) => obstacle.code !== "residency");
  const failed = (id: CheckId) => (obstacle: Obstacle) => fail(id, obstacle.code, obstacle.params, obstacle.missing);
  const where = { project: subject.project.slug, cluster: subject.cluster, namespace: subject.namespace };
  return [
    ...(others.length > 0 ? telling(others).map(failed("grant")) : [pass("grant", "granted", where)]),
    ...(crossing.length > 0
      ? crossing.map(failed("residency"))
      : [pass("residency", "data-stays", { residency: subject.residency })]),
  ];
}

/** What there is to say of the namespace itself says more than that the cluster has none, and can be asked for. */
const telling = (obstacles: Obstacle[]) => [
  ...obstacles.filter(({ code }) => code !== "no-namespace"),
  ...obstacles.filter(({ code }) => code === "no-namespace"),
];

async function checkWorld(
  db: Database,
  launch: Launch,
  subject: Subject,
  granted: GrantedChoices,
  serviceAccount: ServiceAccountOption,
): Promise<{ checks: Check[]; ready?: Ready }> {
  const opened = await openBoth(db, launch.placement.clusterId, subject.cluster);
  if (opened.check) return { checks: [opened.check] };
  const { open, account } = opened;
  const { choices, pinned } = launch;
  const where = { open, namespace: subject.namespace, serviceAccount, account };
  const initRepository = { name: account.initImage.repository, region: granted.repository.region };
  const [identity, namespace, identityOfPod, quota, image, initImage, files, secrets] = await Promise.all([
    guarded("cluster", subject.cluster, checkIdentity(open)),
    guarded("namespace", subject.cluster, checkNamespace(where)),
    guarded("service-account", subject.cluster, checkServiceAccount(where)),
    guarded("quota", subject.cluster, checkQuota(where, choices.resources)),
    guardedPin("image", checkImage(account, granted.repository, choices.image.tag, pinned?.image.digest)),
    guardedPin(
      "init-image",
      checkImage(account, initRepository, account.initImage.tag, pinned?.initImage.digest, "init-image"),
    ),
    guardedPin("files", checkFiles(account, granted.bucket, choices.files, serviceAccount, pinned?.files)),
    guardedPin("secrets", checkSecrets(account, granted.secrets, serviceAccount, subject.namespace, pinned?.secrets)),
  ]);
  const checks = [identity, namespace, identityOfPod, image.check, files.check, secrets.check, quota];
  if (initImage.check.status === "fail") checks.push({ ...initImage.check, code: "init-image-absent" });
  if (!image.value || !initImage.value || !files.value || !secrets.value) return { checks };
  const provenance: Provenance = {
    image: image.value,
    initImage: initImage.value,
    files: files.value,
    secrets: secrets.value,
  };
  return { checks, ready: readyOf(launch, subject, { open, account, granted, serviceAccount, provenance }) };
}

type Parts = {
  open: OpenCluster;
  account: OpenAccount;
  granted: GrantedChoices;
  serviceAccount: ServiceAccountOption;
  provenance: Provenance;
};

function readyOf(
  launch: Launch,
  subject: Subject,
  { open, account, granted, serviceAccount, provenance }: Parts,
): Ready {
  return {
    session: open.session,
    provenance,
    jobType: jobTypes[subject.job.type as keyof typeof jobTypes] as unknown as JobType,
    compile: {
      project: subject.project.slug,
      jobId: subject.job.id,
      cluster: open.type,
      namespace: subject.namespace,
      serviceAccount,
      image: provenance.image.reference,
      initImage: provenance.initImage.reference,
      init: initDocumentOf({ account, granted, provenance, serviceAccount, region: open.cluster.region }),
      cloudEnv: cloudEnvOf(account, open.cluster.region),
      spec: parseSpec(subject.job.type, subject.version.spec),
      choices: launch.choices,
    },
  };
}

type Opened = { open: OpenCluster; account: OpenAccount; check?: undefined } | { check: Check };

async function openBoth(db: Database, clusterId: string, cluster: string): Promise<Opened> {
  try {
    const open = await openCluster(db, clusterId);
    return { open, account: await openAccount(db, open.cluster.cloudAccountId) };
  } catch (error) {
    return { check: checkOf("cluster", cluster, error) };
  }
}

const outages = ["unreachable", "timeout", "unavailable", "rate-limited"];

/** What a check could not ask is a failed check that says so. A bug is not: it is thrown. */
function checkOf(id: CheckId, cluster: string, error: unknown): Check {
  if (!(error instanceof SlipwayError)) throw error;
  if (id === "cluster" && outages.includes(error.code)) return fail(id, "cluster-unreachable", { cluster });
  return fail(id, outages.includes(error.code) ? "not-checked" : "check-refused", { message: error.says });
}

const guarded = (id: CheckId, cluster: string, check: Promise<Check>): Promise<Check> =>
  check.catch((error) => checkOf(id, cluster, error));

const guardedPin = <T>(
  id: CheckId,
  check: Promise<{ check: Check; value?: T }>,
): Promise<{ check: Check; value?: T }> => check.catch((error) => ({ check: checkOf(id, "", error) }));
