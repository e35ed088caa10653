import type { PodResources } from "#lib/jobs/schema.ts";

/** Requests and limits as a person types them: cpu in cores, memory in MiB. */
export type SizeText = { cpuRequest: string; cpuLimit: string; memoryRequest: string; memoryLimit: string };

const numberOf = (text: string): number | null => {
  const trimmed = text.trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : null;
};

/** A whole number as typed; null where it is none. */
export const wholeOf = (text: string): number | null => {
  const value = numberOf(text);
  return value !== null && Number.isInteger(value) ? value : null;
};

/** `0.5` cores are 500 millicores; null for what is no number or finer than a millicore. */
export const millisOf = (cores: string): number | null => {
  const value = numberOf(cores);
  if (value === null) return null;
  const millis = Math.round(value * 1000);
  return Math.abs(millis - value * 1000) < 1e-6 ? millis : null;
};

export const sizeTextOf = (resources: PodResources): SizeText => ({
  cpuRequest: String(resources.cpuRequestMillis / 1000),
  cpuLimit: String(resources.cpuLimitMillis / 1000),
  memoryRequest: String(resources.memoryRequestMiB),
  memoryLimit: String(resources.memoryLimitMiB),
});

/** Fields as they are called in `PodResources`, each with its code in the messages under `jobs.field`. */
export type SizeErrors = Partial<Record<keyof PodResources, "number" | "below-request">>;

/** What is wrong with a size, or the size. */
export function resourcesOf(text: SizeText): { resources?: PodResources; errors: SizeErrors } {
  const cpuRequestMillis = millisOf(text.cpuRequest);
  const cpuLimitMillis = millisOf(text.cpuLimit);
  const memoryRequestMiB = wholeOf(text.memoryRequest);
  const memoryLimitMiB = wholeOf(text.memoryLimit);
  const errors: SizeErrors = {
    ...(cpuRequestMillis === null && { cpuRequestMillis: "number" }),
    ...(cpuLimitMillis === null && { cpuLimitMillis: "number" }),
    ...(memoryRequestMiB === null && { memoryRequestMiB: "number" }),
    ...(memoryLimitMiB === null && { memoryLimitMiB: "number" }),
  };
  if (cpuRequestMillis === null || cpuLimitMillis === null || memoryRequestMiB === null || memoryLimitMiB === null)
    return { errors };
  if (cpuLimitMillis < cpuRequestMillis) errors.cpuLimitMillis = "below-request";
  if (memoryLimitMiB < memoryRequestMiB) errors.memoryLimitMiB = "below-request";
  if (Object.keys(errors).length > 0) return { errors };
  return { resources: { cpuRequestMillis, cpuLimitMillis, memoryRequestMiB, memoryLimitMiB }, errors };
}
