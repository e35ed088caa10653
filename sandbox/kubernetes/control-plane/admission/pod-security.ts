import type { Container, KubeObject, PodSpec, SecurityContext } from "../object.ts";
import { forbidden } from "../status.ts";
import type { Store } from "../storage.ts";

type Level = "privileged" | "baseline" | "restricted";
type Violation = { reason: string; detail: string };

const levels: Level[] = ["privileged", "baseline", "restricted"];
const prefix = "pod-security.kubernetes.io";

/** Refuses a pod that its namespace's enforced level forbids. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export function enforcePodSecurity(store: Store, namespace: string, name: string, spec: PodSpec): void {
  const policy = policyOf(store, namespace, "enforce");
  const found = violations(policy.level, spec);
  if (found.length > 0)
    throw forbidden("pods", name, `violates PodSecurity "${policy.level}:${policy.version}": ${words(found)}`);
}

/** What a client that makes a pod template is warned of: by the `warn` level or, without one, the enforced level. */
export function podSecurityWarning(store: Store, namespace: string, spec: PodSpec): string | undefined {
  const enforced = policyOf(store, namespace, "enforce");
  const policy = hasLabel(store, namespace, "warn") ? policyOf(store, namespace, "warn") : enforced;
  const found = violations(policy.level, spec);
  return found.length > 0
    ? `would violate PodSecurity "${policy.level}:${policy.version}": ${words(found)}`
    : undefined;
}

const labelsOf = (store: Store, namespace: string) =>
  store.get<KubeObject>("namespaces", undefined, namespace)?.metadata.labels ?? {};

const hasLabel = (store: Store, namespace: string, mode: string) => `${prefix}/${mode}` in labelsOf(store, namespace);

function policyOf(store: Store, namespace: string, mode: string): { level: Level; version: string } {
  const labels = labelsOf(store, namespace);
  const text = labels[`${prefix}/${mode}`] ?? "privileged";
  const unknown: Level = mode === "enforce" ? "restricted" : "privileged";
  return {
    level: levels.find((level) => level === text) ?? unknown,
    version: labels[`${prefix}/${mode}-version`] ?? "latest",
  };
}

const words = (found: Violation[]) => found.map(({ reason, detail }) => `${reason} (${detail})`).join(", ");
const quoted = (names: string[]) => names.map((name) => JSON.stringify(name)).join(", ");
const plural = (word: string, list: unknown[]) => (list.length === 1 ? word : `${word}s`);
const named = (list: Container[]) => `${plural("container", list)} ${quoted(list.map(({ name }) => name))}`;
const unique = (list: string[]) => [...new Set(list)].sort();

const defaultCapabilities =
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  );
const allowedVolumes =
  "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret".split(" ");

/** In the order of the reasons that k8s.io/pod-security-admission writes them. */
function violations(level: Level, spec: PodSpec): Violation[] {
  if (level === "privileged") return [];
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const pick = (bad: (context: SecurityContext) => boolean) =>
    containers.filter(({ securityContext = {} }) => bad(securityContext));
  const found: Violation[] = [];
  const check = (reason: string, detail: string | false) => {
    if (detail) found.push({ reason, detail });
  };

  const hosts = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => spec[field]);
  check("host namespaces", hosts.length > 0 && hosts.map((field) => `${field}=true`).join(", "));
  const ports = containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : [])),
  );
  const users = containers.filter((container) => container.ports?.some(({ hostPort }) => hostPort));
  check(
    "hostPort",
    users.length > 0 &&
      `${named(users)} ${users.length === 1 ? "uses" : "use"} ${plural("hostPort", ports)} ${unique(ports).join(", ")}`,
  );
  const privileged = pick(({ privileged }) => privileged === true);
  check("privileged", privileged.length > 0 && `${named(privileged)} must not set securityContext.privileged=true`);

  if (level === "baseline") {
    const added = pick(({ capabilities }) =>
      (capabilities?.add ?? []).some((name) => !defaultCapabilities.includes(name)),
    );
    const names = unique(
      added
        .flatMap(({ securityContext }) => securityContext?.capabilities?.add ?? [])
        .filter((name) => !defaultCapabilities.includes(name)),
    );
    check(
      "non-default capabilities",
      added.length > 0 && `${named(added)} must not include ${quoted(names)} in securityContext.capabilities.add`,
    );
    const hostPaths = (spec.volumes ?? []).filter(({ hostPath }) => hostPath);
    check(
      "hostPath volumes",
      hostPaths.length > 0 && `${plural("volume", hostPaths)} ${quoted(hostPaths.map(({ name }) => name))}`,
    );
    check("seccompProfile", unconfined(spec, pick));
    return found;
  }

  const escalating = pick(({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false);
  check(
    "allowPrivilegeEscalation != false",
    escalating.length > 0 && `${named(escalating)} must set securityContext.allowPrivilegeEscalation=false`,
  );
  check("unrestricted capabilities", capabilities(pick));
  const volumes = (spec.volumes ?? []).filter((volume) => !allowedVolumes.some((type) => volume[type] !== undefined));
  const types = unique(volumes.map((volume) => Object.keys(volume).find((field) => field !== "name") ?? "unknown"));
  check(
    "restricted volume types",
    volumes.length > 0 &&
      `${plural("volume", volumes)} ${quoted(volumes.map(({ name }) => name))} ${volumes.length === 1 ? "uses" : "use"} ${plural("restricted volume type", types)} ${quoted(types)}`,
  );
  check("runAsNonRoot != true", nonRoot(spec, pick));
  check(
    "runAsUser=0",
    setters(
      spec.securityContext?.runAsUser === 0,
      pick(({ runAsUser }) => runAsUser === 0),
      "must not set runAsUser=0",
    ),
  );
  const seccompMissing = pick(({ seccompProfile }) => !seccompProfile && !isConfined(spec.securityContext));
  check(
    "seccompProfile",
    unconfined(spec, pick) ||
      (seccompMissing.length > 0 &&
        `pod or ${named(seccompMissing)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`),
  );
  return found;
}

type Pick = (bad: (context: SecurityContext) => boolean) => Container[];

const setters = (pod: boolean, containers: Container[], rest: string): string | false => {
  const who = [...(pod ? ["pod"] : []), ...(containers.length > 0 ? [named(containers)] : [])];
  return who.length > 0 && `${who.join(" and ")} ${rest}`;
};

const isConfined = (context?: SecurityContext) =>
  ["RuntimeDefault", "Localhost"].includes(context?.seccompProfile?.type ?? "");

const unconfined = (spec: PodSpec, pick: Pick) =>
  setters(
    spec.securityContext?.seccompProfile?.type === "Unconfined",
    pick(({ seccompProfile }) => seccompProfile?.type === "Unconfined"),
    `must not set securityContext.seccompProfile.type to "Unconfined"`,
  );

function nonRoot(spec: PodSpec, pick: Pick): string | false {
  const refusing = setters(
    spec.securityContext?.runAsNonRoot === false,
    pick(({ runAsNonRoot }) => runAsNonRoot === false),
    "must not set securityContext.runAsNonRoot=false",
  );
  const silent = pick(({ runAsNonRoot }) => runAsNonRoot === undefined && spec.securityContext?.runAsNonRoot !== true);
  return refusing || (silent.length > 0 && `pod or ${named(silent)} must set securityContext.runAsNonRoot=true`);
}

function capabilities(pick: Pick): string | false {
  const kept = pick(({ capabilities }) => !capabilities?.drop?.includes("ALL"));
  const adding = pick(({ capabilities }) => (capabilities?.add ?? []).some((name) => name !== "NET_BIND_SERVICE"));
  const names = unique(
    adding
      .flatMap(({ securityContext }) => securityContext?.capabilities?.add ?? [])
      .filter((name) => name !== "NET_BIND_SERVICE"),
  );
  const details = [
    ...(kept.length > 0 ? [`${named(kept)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${named(adding)} must not include ${quoted(names)} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length > 0 && details.join("; ");
}
