"use client";
import { createContext, useContext } from "react";

type FrameControls = { openPalette: () => void; openMenu: () => void };

/** What a page's top bar may ask of the frame; absent on pages that have none, such as sign-in. */
export const FrameContext = createContext<FrameControls | null>(null);
export const useFrame = () => useContext(FrameContext);
