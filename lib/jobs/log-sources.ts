import { initContainer, mainContainer } from "./job-names.ts";
import type { LogSource } from "./job-type.ts";

/** The containers of a pod that `compileBatchJob` made. */
export const podLogSources = (): LogSource[] => [
  { container: initContainer, kind: "init" },
  { container: mainContainer, kind: "main" },
];
