"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** How the key that shortcuts begin with is written on this keyboard; the server does not know and says Ctrl. */
export const useModifierKey = () =>
  useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl "),
    () => "Ctrl ",
  );
