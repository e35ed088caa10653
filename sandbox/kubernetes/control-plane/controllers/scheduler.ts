import { podAmounts } from "../admission/quota.ts";
import { recordEvent } from "../events.ts";
import { type Node, type Pod, timestamp } from "../object.ts";
import { parseQuantity } from "../quantity.ts";
import type { Store } from "../storage.ts";
import { startLoop } from "./loop.ts";

type Misfit = { reasons: string[]; isFinal: boolean };

/** Binds pending pods to a Ready node with room for their requests, and says in the scheduler's words why it can't. */
export function startScheduler(store: Store): () => void {
  const loop = startLoop((key) => {
    const [namespace = "", name = ""] = key.split("/");
    const pod = store.get<Pod>("pods", namespace, name);
    if (pod && isWaiting(pod)) schedule(store, pod);
  });
  const add = ({ metadata }: Pod) => loop.add(`${metadata.namespace}/${metadata.name}`);
  const unsubscribe = store.subscribe(({ resource, object, type }) => {
    if (resource === "pods" && type === "ADDED") add(object as Pod);
    // Room or a node may have come: every waiting pod gets another try.
    else if (
      resource === "nodes" ||
      (resource === "pods" && (type === "DELETED" || ["Succeeded", "Failed"].includes((object as Pod).status.phase)))
    )
      for (const pod of store.list<Pod>("pods")) if (isWaiting(pod)) add(pod);
  });
  return () => {
    unsubscribe();
    loop.stop();
  };
}

const isWaiting = ({ spec, status, metadata }: Pod) =>
  !spec.nodeName &&
  !metadata.deletionTimestamp &&
  spec.schedulerName === "default-scheduler" &&
  status.phase === "Pending";

function schedule(store: Store, pod: Pod) {
  const nodes = store.list<Node>("nodes");
  const misfits: Misfit[] = [];
  for (const node of nodes) {
    const misfit = misfitOf(store, pod, node);
    if (!misfit) return bind(store, pod, node.metadata.name);
    misfits.push(misfit);
  }
  const message = nodes.length === 0 ? "no nodes available to schedule pods" : unfit(misfits);
  store.put("pods", withScheduled(pod, { status: "False", reason: "Unschedulable", message }));
  recordEvent(store, pod, { type: "Warning", reason: "FailedScheduling", message, component: "default-scheduler" });
}

/** Gives a pod its node and the condition that says so, in one write as the binding does. */
export function bind(store: Store, pod: Pod, nodeName: string): void {
  const bound = withScheduled(pod, { status: "True" });
  store.put<Pod>("pods", { ...bound, spec: { ...bound.spec, nodeName } });
  const where = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const message = `Successfully assigned ${where} to ${nodeName}`;
  recordEvent(store, pod, { type: "Normal", reason: "Scheduled", message, component: "default-scheduler" });
}

function withScheduled(pod: Pod, outcome: { status: string; reason?: string; message?: string }): Pod {
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const before = pod.status.conditions?.find(({ type }) => type === "PodScheduled");
  const lastTransitionTime = before?.status === outcome.status ? before.lastTransitionTime : timestamp();
  const condition = { type: "PodScheduled", lastProbeTime: null, lastTransitionTime, ...outcome };
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } };
}

function misfitOf(store: Store, pod: Pod, node: Node): Misfit | undefined {
  const untolerated = taintsOf(node).find((taint) => !isTolerated(pod, taint));
  if (untolerated?.key === "node.kubernetes.io/unschedulable")
    return { reasons: ["node(s) were unschedulable"], isFinal: true };
  if (untolerated) return { reasons: ["node(s) had untolerated taint(s)"], isFinal: true };
  const labels = node.metadata.labels ?? {};
  if (Object.entries(pod.spec.nodeSelector ?? {}).some(([key, value]) => labels[key] !== value))
    return { reasons: ["node(s) didn't match Pod's node affinity/selector"], isFinal: true };
  return lackOf(store, pod, node);
}

type Taint = { key: string; value?: string; effect: string };

/** With the taints that the node controller sets for a node that is not ready or cordoned. */
function taintsOf({ spec, status }: Node): Taint[] {
  const isReady = status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
  return [
    ...(spec.taints ?? []).filter(({ effect }) => effect !== "PreferNoSchedule"),
    ...(spec.unschedulable ? [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }] : []),
    ...(isReady ? [] : [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }]),
  ];
}

const isTolerated = ({ spec }: Pod, taint: Taint) =>
  (spec.tolerations ?? []).some(
    ({ key, operator = "Equal", value = "", effect }) =>
      (!effect || effect === taint.effect) &&
      (!key || key === taint.key) &&
      (operator === "Exists" || value === (taint.value ?? "")),
  );

function lackOf(store: Store, pod: Pod, { metadata, status }: Node): Misfit | undefined {
  const allocatable = Object.fromEntries(
    Object.entries(status?.allocatable ?? status?.capacity ?? {}).map(([name, amount]) => [
      name,
      parseQuantity(amount),
    ]),
  );
  const running = store
    .list<Pod>("pods")
    .filter(({ spec, status }) => spec.nodeName === metadata.name && !["Succeeded", "Failed"].includes(status.phase));
  const reasons: string[] = [];
  let isFinal = false;
  if (running.length + 1 > (allocatable.pods ?? 110)) reasons.push("Too many pods");
  for (const [name, asked] of Object.entries(podAmounts(pod.spec, "requests"))) {
    const used = running.reduce((sum, { spec }) => sum + (podAmounts(spec, "requests")[name] ?? 0), 0);
    if (asked + used <= (allocatable[name] ?? 0) + 1e-9) continue;
    reasons.push(`Insufficient ${name}`);
    isFinal ||= asked > (allocatable[name] ?? 0);
  }
  return reasons.length > 0 ? { reasons, isFinal } : undefined;
}

/** The FitError of the scheduler, with what preemption adds. */
function unfit(misfits: Misfit[]): string {
  const all = misfits.length;
  const count = (list: string[]) => {
    const totals = new Map<string, number>();
    for (const reason of list) totals.set(reason, (totals.get(reason) ?? 0) + 1);
    return [...totals]
      .map(([reason, total]) => `${total} ${reason}`)
      .sort()
      .join(", ");
  };
  const preemption = misfits.map(({ isFinal }) =>
    isFinal ? "Preemption is not helpful for scheduling" : "No preemption victims found for incoming pod",
  );
  const nodes = `0/${all} nodes are available:`;
  return `${nodes} ${count(misfits.flatMap(({ reasons }) => reasons))}. preemption: ${nodes} ${count(preemption)}.`;
}
