import type { ComponentChildren, VNode } from "preact"

/** Each icon is drawn on a 20 × 20 grid with 1.6 strokes and is hidden from screen readers. */
function icon(children: ComponentChildren, directional = false): () => VNode {
  const className = directional ? "icon icon-directional" : "icon"
  return () => (
    <svg class={className} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

export const IconBack: () => VNode = icon(<path d="M12 4.5 6.5 10l5.5 5.5" />, true)
export const IconForward: () => VNode = icon(<path d="M8 4.5 13.5 10 8 15.5" />, true)
export const IconSend: () => VNode = icon(<path d="M10 16V4.5M5 9.2l5-4.9 5 4.9" />)
export const IconClose: () => VNode = icon(<path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />)
export const IconCheck: () => VNode = icon(<path d="m4.5 10.5 3.7 3.7 7.3-8" />)
export const IconChecks: () => VNode = icon(
  <path d="m2.5 10.7 3.3 3.3 6.4-7.3M9.3 13.4l.6.6 6.9-7.3" />,
)
export const IconClock: () => VNode = icon(
  <>
    <circle cx="10" cy="10" r="6.8" />
    <path d="M10 6.3V10l2.5 1.6" />
  </>,
)
export const IconAlert: () => VNode = icon(
  <>
    <path d="M10 3.3 17.4 16H2.6L10 3.3Z" />
    <path d="M10 8.2v3.6M10 13.8v.1" />
  </>,
)
export const IconLock: () => VNode = icon(
  <>
    <rect x="4.5" y="8.8" width="11" height="7.7" rx="2" />
    <path d="M7 8.8V6.5a3 3 0 0 1 6 0v2.3" />
  </>,
)
export const IconChat: () => VNode = icon(
  <path d="M4.5 4h11A1.5 1.5 0 0 1 17 5.5v7A1.5 1.5 0 0 1 15.5 14H9l-3.7 2.8V14h-.8A1.5 1.5 0 0 1 3 12.5v-7A1.5 1.5 0 0 1 4.5 4Z" />,
)
export const IconArchive: () => VNode = icon(
  <path d="M3.5 4h13v3.5h-13zM4.7 7.5v7A1.5 1.5 0 0 0 6.2 16h7.6a1.5 1.5 0 0 0 1.5-1.5v-7M8 10.8h4" />,
)
export const IconDevices: () => VNode = icon(
  <path d="M3.2 13.5h7.3M4.2 13.5V5.7c0-.7.5-1.2 1.2-1.2h9.2c.7 0 1.2.5 1.2 1.2V7M12.5 9h4.3v7h-4.3z" />,
)
export const IconPeople: () => VNode = icon(
  <>
    <circle cx="7.5" cy="7" r="2.7" />
    <path d="M2.5 16c.4-2.9 2.3-4.5 5-4.5s4.6 1.6 5 4.5M13 4.6a2.6 2.6 0 0 1 0 4.9M14.3 11.8c1.8.5 2.9 2 3.2 4.2" />
  </>,
)
export const IconKey: () => VNode = icon(
  <>
    <circle cx="6.7" cy="13.3" r="3.2" />
    <path d="m9 11 7-7M13.3 6.7l2 2M11.2 8.8l1.4 1.4" />
  </>,
)
export const IconCode: () => VNode = icon(<path d="M7 6 3 10l4 4M13 6l4 4-4 4" />)
export const IconInfo: () => VNode = icon(
  <>
    <circle cx="10" cy="10" r="6.8" />
    <path d="M10 9.2v4.3M10 6.5v.1" />
  </>,
)
export const IconSearch: () => VNode = icon(
  <>
    <circle cx="9" cy="9" r="5.2" />
    <path d="m13 13 3.5 3.5" />
  </>,
)
export const IconSettings: () => VNode = icon(
  <>
    <path d="M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7" />
    <circle cx="12.5" cy="6" r="2" />
    <circle cx="7.5" cy="14" r="2" />
  </>,
)
export const IconCopy: () => VNode = icon(
  <>
    <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
    <path d="M13 7V5.5A2 2 0 0 0 11 3.5H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7" />
  </>,
)
export const IconReopen: () => VNode = icon(
  <path d="M4.2 8.5A6.2 6.2 0 1 1 4 11.8M4 4.5v4.1h4.1" />,
  true,
)
export const IconOffline: () => VNode = icon(
  <path d="m3.5 3.5 13 13M6 12.2a5.6 5.6 0 0 1 3-1.5M14 12.2l-.4-.4M3.5 9.2a9.3 9.3 0 0 1 3.2-2M16.5 9.2A9.5 9.5 0 0 0 9.3 6.5M10 15.5v.1" />,
)
export const IconOut: () => VNode = icon(
  <path d="M8 3.5H5.5A1.5 1.5 0 0 0 4 5v10a1.5 1.5 0 0 0 1.5 1.5H8M12.5 6.5 16 10l-3.5 3.5M16 10H8" />,
  true,
)
export const IconGap: () => VNode = icon(<path d="M3 10h3M8.5 10h3M14 10h3M5 5.5h10M5 14.5h10" />)
export const IconPrint: () => VNode = icon(
  <path d="M6 7.5V3.5h8v4M6 14H4.5A1.5 1.5 0 0 1 3 12.5V9a1.5 1.5 0 0 1 1.5-1.5h11A1.5 1.5 0 0 1 17 9v3.5a1.5 1.5 0 0 1-1.5 1.5H14M6 11.5h8v5H6z" />,
)
export const IconDownload: () => VNode = icon(<path d="M10 3.5v9M6 9l4 4 4-4M4 16.5h12" />)
export const IconLook: () => VNode = icon(
  <>
    <path d="M10 3.2a6.8 6.8 0 1 0 0 13.6c1.2 0 1.7-.8 1.4-1.7-.4-1.3.3-2.3 1.7-2.3h1.5c1.3 0 2.2-.9 2.2-2.4C16.8 6.3 13.7 3.2 10 3.2Z" />
    <path d="M6.8 9.2v.1M9 6.4v.1M12.6 6.8v.1" />
  </>,
)
