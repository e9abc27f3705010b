import type { Entry, OutboxKind } from "./records.ts"

/** How the site wants the widget to look. */
export interface Appeal {
  readonly theme: "light" | "dark" | "auto"
  readonly locale: string
}

/** First message on the port: everything the frame starts from. */
export interface Init extends Appeal {
  readonly t: "init"
  /** Workspace id in its text form: the pin. */
  readonly workspace: string
  /** Lowest roster number a new visitor may accept; 0 without `data-min-roster`. */
  readonly minRoster: number
  /** False when the browser keeps nothing: the chat ends with the page. */
  readonly persistent: boolean
  readonly entries: readonly Entry[]
  /** Where the visitor came from. */
  readonly referrer: string
}

/** What the loader tells the frame. The frame takes all of it for hostile: it relays the service. */
export type ToFrame =
  | Init
  | { readonly t: "reply"; readonly id: number; readonly value: unknown }
  /** This tab leads now: it alone sends the outbox and holds live connections. */
  | { readonly t: "lead" }
  /** Another tab of the site said something (see the frame's `tabs.ts`). */
  | { readonly t: "news"; readonly news: unknown }
  /** A text frame of a live connection as it came, or its end with whether it ever opened. */
  | { readonly t: "live"; readonly conversation: string; readonly text: string }
  | { readonly t: "opened"; readonly conversation: string }
  | { readonly t: "ended"; readonly conversation: string; readonly code: number }
  /** What the browser believes about the network. */
  | { readonly t: "online"; readonly online: boolean }
  /** The panel was opened or closed; the page's address without its fragment. */
  | { readonly t: "shown"; readonly shown: boolean; readonly page: string }
  | { readonly t: "compose"; readonly text: string }
  | ({ readonly t: "appeal" } & Appeal)

/** The service's answer: status 0 if nothing came back. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** Something to fetch: the statements, items after a position, or the long-polled feed. */
export type Wanted = "bundle" | "messages" | "changes"

/** What the frame asks the loader for and gets an answer to. */
export type Ask =
  /** Records whose key starts with the prefix: `Entry[]`. */
  | { readonly ask: "read"; readonly prefix: (string | number)[] }
  /** Writes all entries or none. With `fresh` none of the keys may exist yet: false if one does. */
  | { readonly ask: "put"; readonly entries: readonly Entry[]; readonly fresh: boolean }
  /** Answers {@link Answer}. */
  | {
      readonly ask: "get"
      readonly what: Wanted
      readonly conversation: string
      readonly token: string
      readonly after: number
    }
  /** Answers {@link Answer}. */
  | {
      readonly ask: "send"
      readonly kind: OutboxKind | "signal"
      readonly conversation: string
      readonly token: string
      readonly body: string
    }

/** What the frame tells the loader. */
export type ToLoader =
  | ({ readonly t: "ask"; readonly id: number } & Ask)
  /** The interface is drawn. */
  | { readonly t: "ready" }
  | { readonly t: "news"; readonly news: unknown }
  | {
      readonly t: "dial"
      readonly conversation: string
      readonly token: string
      readonly after: number
    }
  | { readonly t: "hangup"; readonly conversation: string }
  | { readonly t: "unread"; readonly count: number }
  | { readonly t: "accent"; readonly accent: string; readonly ink: string }
  /** The visitor clicked a link: the loader checks it and opens a new tab. */
  | { readonly t: "link"; readonly href: string }
  | { readonly t: "close" }
  /** Becomes the DOM event `aside:message` or `aside:error`; never carries content. */
  | { readonly t: "event"; readonly name: "message" | "error"; readonly code: string }

/** What the inner frame says to the page to get its port, and the page's answer. */
export const HELLO = "aside:hello"
export const PORT = "aside:port"
