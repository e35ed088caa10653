import type { ExternalToast } from "sonner";

type Kind = "success" | "error" | "message";
type Options = Pick<ExternalToast, "description" | "action" | "duration" | "id">;
export type ToastRequest = { kind: Kind; words: string; options: Options | undefined };

/** Toasts asked for before sonner has been loaded wait here. */
const waiting: ToastRequest[] = [];
let take: ((request: ToastRequest) => void) | undefined;
let wake: (() => void) | undefined;

const ask = (kind: Kind) => (words: string, options?: Options) => {
  const request = { kind, words, options };
  if (take) return take(request);
  waiting.push(request);
  wake?.();
};

/** Says briefly that something happened, at the foot of the page. An error that can be fixed belongs at its field instead. */
export const toast = { success: ask("success"), error: ask("error"), message: ask("message") };

/** For the frame: called when a toast is asked for and no toaster is there. */
export const onFirstToast = (handler: () => void) => {
  wake = handler;
  if (waiting.length > 0) handler();
};

/** For the toaster: receives what waited and what is asked from now on. */
export const onToast = (handler: (request: ToastRequest) => void) => {
  take = handler;
  for (const request of waiting.splice(0)) handler(request);
  return () => {
    if (take === handler) take = undefined;
  };
};
