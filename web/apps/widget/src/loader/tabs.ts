/** The other tabs of this site. */
export interface Tabs {
  tell(news: unknown): void
  leave(): void
}

/** Joins the tabs that share a store. Exactly one of them leads at a time: `lead` is called once it is this one. */
export function joinTabs(name: string, lead: () => void, hear: (news: unknown) => void): Tabs {
  const left = new AbortController()
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => hear(data)
  const { signal } = left
  // The lock is held until the tab leaves or dies; then the next one gets it.
  navigator.locks
    .request(name, { signal }, () => {
      lead()
      return new Promise((release) => {
        signal.onabort = release
      })
    })
    .catch(() => {})
  return {
    tell: (news) => channel.postMessage(news),
    leave() {
      left.abort()
      channel.close()
    },
  }
}
