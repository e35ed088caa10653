import type { Container, Job, KubeObject, PodSpec } from "./object.ts";
import { parseQuantity } from "./quantity.ts";
import { type FieldError, invalidValue, notSupported, required } from "./status.ts";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = String.raw`${label}(\.${label})*`;
const labelValue = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
const qualifiedName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const matches = (pattern: string, text: string) => new RegExp(`^(${pattern})$`).test(text);

const words = {
  label: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  subdomain: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
  labelValue: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${labelValue}')`,
  qualifiedName: `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedName}')`,
};

/** Every broken rule of a new object, in the server's words (pkg/apis/core/validation). */
export function validate(resource: string, object: KubeObject): FieldError[] {
  return [...metadataErrors(resource, object), ...(validators[resource]?.(object) ?? [])];
}

function nameErrors(field: string, name: string, form: "label" | "subdomain"): FieldError[] {
  const limit = form === "label" ? 63 : 253;
  return [
    ...(name.length > limit ? [invalidValue(field, name, `must be no more than ${limit} characters`)] : []),
    ...(matches(form === "label" ? label : subdomain, name) ? [] : [invalidValue(field, name, words[form])]),
  ];
}

function metadataErrors(resource: string, { metadata }: KubeObject): FieldError[] {
  if (!metadata.name) return [required("metadata.name", "name or generateName is required")];
  const isRbac = resource.endsWith("rbac.authorization.k8s.io");
  const form = ["namespaces", "services"].includes(resource) ? "label" : "subdomain";
  return [
    ...(isRbac ? [] : nameErrors("metadata.name", metadata.name, form)),
    ...labelErrors("metadata.labels", metadata.labels),
  ];
}

function labelErrors(field: string, labels: Record<string, string> = {}): FieldError[] {
  return Object.entries(labels).flatMap(([key, text]) => {
    const name = key.slice(key.lastIndexOf("/") + 1);
    return [
      ...(matches(qualifiedName, name) ? [] : [invalidValue(field, key, words.qualifiedName)]),
      ...(text.length > 63 ? [invalidValue(field, text, "must be no more than 63 bytes")] : []),
      ...(matches(labelValue, text) ? [] : [invalidValue(field, text, words.labelValue)]),
    ];
  });
}

const validators: Record<string, (object: KubeObject) => FieldError[]> = {
  pods: (object) => podSpecErrors("spec", object.spec as PodSpec),
  "jobs.batch": (object) => jobErrors((object as Job).spec),
  secrets: ({ data }) => keyErrors(data),
  configmaps: ({ data }) => keyErrors(data),
  services: ({ spec }) => {
    const { ports, clusterIP } = (spec ?? {}) as { ports?: unknown[]; clusterIP?: string };
    return ports?.length || clusterIP === "None" ? [] : [required("spec.ports")];
  },
  events: ({ metadata, involvedObject }) => {
    const { namespace = "" } = (involvedObject ?? {}) as { namespace?: string };
    return namespace === metadata.namespace || (!namespace && metadata.namespace === "default")
      ? []
      : [invalidValue("involvedObject.namespace", namespace, "does not match event.namespace")];
  },
};

const keyErrors = (data: unknown) =>
  Object.keys((data ?? {}) as object).flatMap((key) =>
    matches("[-._a-zA-Z0-9]+", key)
      ? []
      : [
          invalidValue(
            `data[${key}]`,
            key,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
          ),
        ],
  );

function jobErrors(spec: Job["spec"] | undefined): FieldError[] {
  if (!spec?.template?.spec)
    return [
      required("spec.template.spec.containers"),
      required("spec.template.spec.restartPolicy", `valid values: "OnFailure", "Never"`),
    ];
  const counts = (
    ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"] as const
  ).flatMap((field) =>
    (spec[field] ?? 0) < 0 ? [invalidValue(`spec.${field}`, spec[field], "must be greater than or equal to 0")] : [],
  );
  const { restartPolicy = "" } = spec.template.spec;
  const allowed = ["OnFailure", "Never"];
  return [
    ...counts,
    ...labelErrors("spec.template.labels", spec.template.metadata?.labels),
    ...podSpecErrors("spec.template.spec", spec.template.spec),
    ...(allowed.includes(restartPolicy)
      ? []
      : restartPolicy === "Always"
        ? [required("spec.template.spec.restartPolicy", `valid values: "OnFailure", "Never"`)]
        : [notSupported("spec.template.spec.restartPolicy", restartPolicy, allowed)]),
    ...(spec.podFailurePolicy && restartPolicy !== "Never"
      ? [
          invalidValue(
            "spec.template.spec.restartPolicy",
            restartPolicy,
            `only "Never" is supported when podFailurePolicy is specified`,
          ),
        ]
      : []),
  ];
}

function podSpecErrors(at: string, spec: PodSpec): FieldError[] {
  const names = new Set((spec.volumes ?? []).map(({ name }) => name));
  const seen = new Set<string>();
  const containers = (field: string, list: Container[]) =>
    list.flatMap((container, index) => {
      const path = `${at}.${field}[${index}]`;
      const again = seen.has(container.name) ? [duplicate(`${path}.name`, container.name)] : [];
      seen.add(container.name);
      return [...containerErrors(path, container, names), ...again];
    });
  return [
    ...(spec.volumes ?? []).flatMap(({ name }, index) =>
      nameErrors(`${at}.volumes[${index}].name`, name ?? "", "label"),
    ),
    ...(spec.containers?.length ? containers("containers", spec.containers) : [required(`${at}.containers`)]),
    ...containers("initContainers", spec.initContainers ?? []),
    ...(["Always", "OnFailure", "Never"].includes(spec.restartPolicy ?? "")
      ? []
      : [notSupported(`${at}.restartPolicy`, spec.restartPolicy ?? "", ["Always", "Never", "OnFailure"])]),
  ];
}

const duplicate = (field: string, name: string): FieldError => ({
  field,
  type: "FieldValueDuplicate",
  body: `Duplicate value: ${JSON.stringify(name)}`,
});

function containerErrors(at: string, container: Container, volumes: Set<string>): FieldError[] {
  const { requests = {}, limits = {} } = container.resources ?? {};
  return [
    ...(container.name ? nameErrors(`${at}.name`, container.name, "label") : [required(`${at}.name`)]),
    ...(container.image ? [] : [required(`${at}.image`)]),
    ...(container.env ?? []).flatMap(({ name }, index) => (name ? [] : [required(`${at}.env[${index}].name`)])),
    ...Object.entries(requests).flatMap(([name, amount]) =>
      limits[name] !== undefined && parseQuantity(amount) > parseQuantity(limits[name])
        ? [
            invalidValue(
              `${at}.resources.requests`,
              amount,
              `must be less than or equal to ${name} limit of ${limits[name]}`,
            ),
          ]
        : [],
    ),
    ...(container.volumeMounts ?? []).flatMap(({ name, mountPath }, index) => [
      ...(volumes.has(name)
        ? []
        : [
            {
              field: `${at}.volumeMounts[${index}].name`,
              type: "FieldValueNotFound",
              body: `Not found: ${JSON.stringify(name)}`,
            },
          ]),
      ...(mountPath ? [] : [required(`${at}.volumeMounts[${index}].mountPath`)]),
    ]),
  ];
}
