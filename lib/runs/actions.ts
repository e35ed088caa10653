"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { launchRun as launch } from "./launch-run.ts";
import { rerun as repeat } from "./rerun.ts";
import { stopRun as stop } from "./stop-run.ts";

export const launchRun = asAction(launch);
export const rerun = asAction(repeat);
export const stopRun = asAction(stop);
