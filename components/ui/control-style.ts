/** Ground, border and states of a control that holds a value. */
export const controlStyle =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-base text-ink transition-colors hover:border-faint aria-invalid:border-bad data-invalid:border-bad disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted data-disabled:cursor-not-allowed data-disabled:bg-sunken data-disabled:text-muted";
