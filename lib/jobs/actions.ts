"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { saveJob as save } from "./save-job.ts";

export const saveJob = asAction(save);
