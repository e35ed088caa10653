import type { Report } from "./stack.ts";

/** One line a step: what, and how long it took; or that it failed, and why. */
export const report: Report = async (step, work) => {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  try {
    const done = await work();
    console.log(`✓ ${step}  ${seconds()}`);
    return done;
  } catch (error) {
    console.log(`✗ ${step}  ${seconds()}`);
    throw error;
  }
};
