/** Qiaoyi's mark: a bridge (桥 sounds like 侨) and under its arch the cross of a hospital. */
export function Mark({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" rx="10" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="3.4" strokeLinecap="round">
        <path d="M6 31a14 14 0 0 1 28 0M6 31h4m20 0h4" />
        <path d="M20 21.5v10m-5-5h10" />
      </g>
    </svg>
  )
}
