/** What floats over the page (menus, popovers, dialogs) shares one look: the only things with a shadow. */
export const floatStyle =
  "rounded-md border border-line bg-raised text-ink shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";

/** A row in a list that floats: a menu item, an option. */
export const floatRowStyle =
  "flex cursor-default select-none items-center gap-2 rounded-sm px-2 py-1.5 outline-none data-highlighted:bg-accent-soft data-disabled:text-muted";
