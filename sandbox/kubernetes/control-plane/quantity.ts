const suffixes: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity (`500m`, `1Gi`, `2e3`) as a number; `NaN` when it is none. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function parseQuantity(text: string | number): number {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(String(text).trim());
  if (!match) return Number.NaN;
  const [, digits, exponent = "", suffix = ""] = match;
  return Number(digits + exponent) * (suffixes[suffix] ?? Number.NaN);
}

/** The canonical text: cpu in cores or milli, bytes in the largest binary unit that is whole, counts as they are. */
export function formatQuantity(value: number, like: "cpu" | "bytes" | "count"): string {
  if (like === "cpu") return Number.isInteger(value) ? String(value) : `${Math.ceil(value * 1000)}m`;
  if (like === "bytes")
    for (const unit of ["Ti", "Gi", "Mi", "Ki"]) {
      const size = suffixes[unit] ?? 1;
      if (value !== 0 && value % size === 0) return `${value / size}${unit}`;
    }
  return String(value);
}

/** How the amounts of a resource name (`requests.cpu`, `memory`, `pods`) are written. */
export const quantityForm = (resource: string) =>
  /(^|\.)cpu$/.test(resource) ? "cpu" : /(memory|storage)$/.test(resource) ? "bytes" : "count";
