import { activeStates } from "./run-params.ts";

/** What the overview asks of the runs; the server and the browser ask the same, so that the first answer is not asked for twice. */
export const underWay = { state: [...activeStates] };
export const wentWrong = { state: ["failed" as const, "lost" as const] };
