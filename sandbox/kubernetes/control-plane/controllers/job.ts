import { deleteObject } from "../delete-object.ts";
import { recordEvent } from "../events.ts";
import { resourceOf } from "../kinds.ts";
import type { Job, KubeObject, Pod } from "../object.ts";
import { timestamp } from "../object.ts";
import { createObject, updateObject } from "../objects.ts";
import { ApiError } from "../status.ts";
import type { Store } from "../storage.ts";
import {
  backoffMs,
  condition,
  hasCondition,
  isActive,
  isEnded,
  trackingFinalizer,
  verdict,
  withCondition,
} from "./job-status.ts";
import { type Loop, startLoop } from "./loop.ts";

const jobs = resourceOf("jobs.batch");
const pods = resourceOf("pods");
const component = "job-controller";

/** Runs Jobs as the job controller does: pods up to `parallelism`, counts that survive their pods, and the two conditions of every end. https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
export function startJobController(store: Store): () => void {
  const loop = startLoop((key) => {
    const [namespace = "", name = ""] = key.split("/");
    const job = store.get<Job>(jobs.key, namespace, name);
    if (job) sync(store, job, loop);
    else releasePods(store, namespace, name);
  });
  const unsubscribe = store.subscribe(({ resource, object }) => {
    const { namespace, name, labels } = object.metadata;
    if (resource === jobs.key) loop.add(`${namespace}/${name}`);
    else if (resource === pods.key && labels?.["batch.kubernetes.io/job-name"])
      loop.add(`${namespace}/${labels["batch.kubernetes.io/job-name"]}`);
  });
  return () => {
    unsubscribe();
    loop.stop();
  };
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;
const target = ({ metadata }: KubeObject, resource = pods) => ({
  resource,
  namespace: metadata.namespace,
  name: metadata.name,
});

const podsOf = (store: Store, { metadata }: Job) =>
  store
    .list<Pod>(pods.key, metadata.namespace)
    .filter((pod) => pod.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid));

function sync(store: Store, job: Job, loop: Loop): void {
  const owned = podsOf(store, job);
  if (isEnded(job)) {
    for (const pod of owned) release(store, pod);
    expire(store, job, loop);
    return;
  }
  const counted = owned.filter((pod) => pod.metadata.finalizers?.includes(trackingFinalizer));
  const { status, ended } = verdict(job, owned, counted);
  const saved = putStatus(store, job, status);
  for (const pod of ended) release(store, pod);
  if (job.metadata.deletionTimestamp) return;

  const active = podsOf(store, job).filter(isActive);
  const goal = condition(saved, "FailureTarget") ?? condition(saved, "SuccessCriteriaMet");
  if (goal) {
    for (const pod of active) remove(store, saved, pod);
    if (active.length === 0 && !saved.status.terminating)
      finish(store, saved, goal.type === "FailureTarget" ? "Failed" : "Complete");
    return;
  }
  planDeadline(saved, loop);
  if (job.spec.suspend) for (const pod of active) remove(store, saved, pod);
  else startPods(store, saved, active.length, owned, loop);
}

function putStatus(store: Store, job: Job, status: Job["status"]): Job {
  return updateObject<Job>(store, { ...target(job, jobs), subresource: "status" }, (current) => ({
    ...current,
    status,
  }));
}

function startPods(store: Store, job: Job, active: number, owned: Pod[], loop: Loop) {
  const { parallelism = 1, completions } = job.spec;
  const wanted =
    completions === undefined
      ? job.status.succeeded
        ? active
        : parallelism
      : Math.min(parallelism, completions - (job.status.succeeded ?? 0));
  const held = job.spec.podReplacementPolicy === "Failed" ? (job.status.terminating ?? 0) : 0;
  if (active + held >= wanted) return;
  const wait = backoffMs(job, owned);
  if (wait > 0) return loop.add(keyOf(job), wait);
  for (let n = active + held; n < wanted; n++) createPod(store, job);
}

function createPod(store: Store, job: Job) {
  const { metadata, spec } = job.spec.template;
  const owner = {
    apiVersion: "batch/v1",
    kind: "Job",
    name: job.metadata.name,
    uid: job.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${job.metadata.name}-`,
      labels: metadata?.labels,
      ...(metadata?.annotations && { annotations: metadata.annotations }),
      finalizers: [trackingFinalizer],
      ownerReferences: [owner],
    },
    spec,
  } as unknown as KubeObject;
  try {
    const made = createObject(store, pods, job.metadata.namespace, pod);
    recordEvent(store, job, {
      type: "Normal",
      reason: "SuccessfulCreate",
      message: `Created pod: ${made.metadata.name}`,
      component,
    });
  } catch (error) {
    if (error instanceof ApiError)
      recordEvent(store, job, {
        type: "Warning",
        reason: "FailedCreate",
        message: `Error creating: ${error.message}`,
        component,
      });
    throw error;
  }
}

function remove(store: Store, job: Job, pod: Pod) {
  deleteObject(store, target(pod), { propagationPolicy: "Background" });
  recordEvent(store, job, {
    type: "Normal",
    reason: "SuccessfulDelete",
    message: `Deleted pod: ${pod.metadata.name}`,
    component,
  });
}

function release(store: Store, pod: Pod) {
  const current = store.get<Pod>(pods.key, pod.metadata.namespace, pod.metadata.name);
  if (!current?.metadata.finalizers?.includes(trackingFinalizer)) return;
  updateObject<Pod>(store, target(current), (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: (object.metadata.finalizers ?? []).filter((name) => name !== trackingFinalizer),
    },
  }));
}

/** Pods whose Job is gone are tracked by nobody. */
function releasePods(store: Store, namespace: string, name: string) {
  for (const pod of store.list<Pod>(pods.key, namespace))
    if (pod.metadata.labels?.["batch.kubernetes.io/job-name"] === name) release(store, pod);
}

function finish(store: Store, job: Job, type: "Failed" | "Complete") {
  const cause = condition(job, type === "Failed" ? "FailureTarget" : "SuccessCriteriaMet");
  const { reason = "", message = "" } = cause ?? {};
  const status = withCondition(job.status, { type, status: "True", reason, message });
  const { terminating: _, ...rest } = status;
  putStatus(store, job, {
    ...rest,
    terminating: 0,
    ready: 0,
    ...(type === "Complete" && { completionTime: timestamp() }),
  });
  if (type === "Complete")
    recordEvent(store, job, { type: "Normal", reason: "Completed", message: "Job completed", component });
  else recordEvent(store, job, { type: "Warning", reason, message, component });
}

function planDeadline({ spec, status, metadata }: Job, loop: Loop) {
  if (spec.activeDeadlineSeconds === undefined || !status.startTime) return;
  loop.add(
    `${metadata.namespace}/${metadata.name}`,
    Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000 - Date.now() + 5,
  );
}

function expire(store: Store, job: Job, loop: Loop) {
  const { ttlSecondsAfterFinished: ttl } = job.spec;
  if (ttl === undefined || job.metadata.deletionTimestamp) return;
  const end = condition(job, hasCondition(job, "Complete") ? "Complete" : "Failed")?.lastTransitionTime ?? timestamp();
  const left = Date.parse(end) + ttl * 1000 - Date.now();
  if (left > 0) return loop.add(keyOf(job), left);
  deleteObject(store, target(job, jobs), { propagationPolicy: "Foreground", preconditions: { uid: job.metadata.uid } });
}
