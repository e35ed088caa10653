/** The mark: a hull leaving its slipway. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" className={className} aria-hidden="true" fill="none">
      <path d="M6.4 9.6 17 5.8l-1.9 4.5-7.6 2.2z" fill="var(--accent)" />
      <path d="m8.1 7.7 4.6-1.7-.6-2.5-3.1 1.1z" fill="var(--accent)" opacity="0.7" />
      <path d="m2 14.6 16-4.9" stroke="var(--accent)" strokeWidth="1.6" strokeLinecap="round" />
      <path d="M2 17h16" stroke="var(--accent-line)" strokeWidth="1.4" strokeLinecap="round" />
    </svg>
  );
}
