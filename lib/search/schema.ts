import { z } from "zod";

export const SearchInput = z.strictObject({ text: z.string().trim().min(1).max(100) });

/** Something that was found, and the page it has. */
export type Found = { kind: "job" | "run"; id: string; project: string; label: string; detail: string };
