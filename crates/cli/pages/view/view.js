// Draws what the demo read from the service's database file. Everything arrives as text and is shown as text.

const ROW_BYTES = 16
const SHOWN_MAX = 200

const TITLES = {
  hello: "A conversation was opened",
  envelope: "A message",
  rekey: "The visitor's browser made new keys",
  status: "The conversation was marked",
}

const list = document.getElementById("changes")
const tables = document.getElementById("tables")
const empty = document.getElementById("empty")
const live = document.getElementById("live")
const liveText = document.getElementById("live-text")

function element(tag, className, ...children) {
  const node = document.createElement(tag)
  if (className) node.className = className
  node.append(...children)
  return node
}

function facts(entries) {
  const rows = entries.map(({ name, value, kind }) => {
    const text = element("dd", "", value)
    text.title = value
    return element("div", kind ?? "", element("dt", "", name), text)
  })
  return element("dl", "facts", ...rows)
}

// Neighbouring bytes of one kind share a span, so that a row is two or three spans and not sixteen.
function runs(bytes, start, sealedFrom) {
  const cut = Math.min(Math.max(sealedFrom - start, 0), bytes.length)
  return [
    { kind: "plain", bytes: bytes.slice(0, cut) },
    { kind: "sealed", bytes: bytes.slice(cut) },
  ].filter((run) => run.bytes.length > 0)
}

function printable(hex) {
  const code = Number.parseInt(hex, 16)
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·"
}

function hexRow(bytes, start, sealedFrom) {
  const parts = runs(bytes, start, sealedFrom)
  const spans = (show, gap) =>
    parts.flatMap((run, i) => [i > 0 ? gap : "", element("span", run.kind, run.bytes.map(show).join(gap))])
  const pad = " ".repeat((ROW_BYTES - bytes.length) * 3 + 2)
  const at = element("span", "at", `${start.toString(16).padStart(4, "0")}  `)
  return [at, ...spans((hex) => hex, " "), pad, ...spans(printable, ""), "\n"]
}

function hexDump(head, sealedFrom) {
  const bytes = head.match(/../g) ?? []
  const dump = element("div", "bytes")
  dump.tabIndex = 0
  dump.setAttribute("role", "img")
  dump.setAttribute("aria-label", `The first ${bytes.length} bytes as stored`)
  for (let start = 0; start < bytes.length; start += ROW_BYTES) {
    dump.append(...hexRow(bytes.slice(start, start + ROW_BYTES), start, sealedFrom))
  }
  return dump
}

function partList(parts) {
  const items = parts.map((part) => element("li", part.kind, `${part.name} · ${part.size_bytes} B`))
  return element("ul", "parts", ...items)
}

function rest(change) {
  const hidden = change.size_bytes - change.head.length / 2
  if (hidden <= 0) return []
  return [element("p", "more", "… and ", element("b", "", `${hidden} more bytes`), ", all of them like these.")]
}

function origin(change) {
  if (change.from === "visitor") return [element("span", "tag visitor", "from the visitor")]
  if (change.from === "workspace") return [element("span", "tag workspace", "from the shop")]
  return []
}

function stored(change) {
  if (change.size_bytes === 0) return []
  return [hexDump(change.head, change.sealed_from), ...rest(change), partList(change.parts)]
}

function card(change) {
  const at = new Date(change.at)
  const time = element("time", "", at.toLocaleTimeString())
  time.dateTime = at.toISOString()
  const title = change.status ? `${TITLES[change.kind]} ${change.status}` : TITLES[change.kind]
  const head = element("div", "card-head", element("h3", "", title), ...origin(change), time)
  const node = element("li", "card new", head, facts(change.facts), ...stored(change))
  node.dataset.rev = String(change.rev)
  return node
}

function tableCard(table) {
  const parts = [element("h3", "", table.title), element("p", "why", table.why), facts(table.facts)]
  return element("section", "card", ...parts)
}

function show(update) {
  for (const change of update.changes) list.prepend(card(change))
  while (list.children.length > SHOWN_MAX) list.lastElementChild.remove()
  empty.hidden = list.children.length > 0
  tables.replaceChildren(...update.tables.map(tableCard))
}

function setLive(on) {
  live.dataset.on = String(on)
  liveText.textContent = on ? "Live" : "The demo has ended"
}

// EventSource comes back by itself and sends the id it saw last, so nothing is shown twice.
const events = new EventSource("/updates")
events.addEventListener("update", (event) => show(JSON.parse(event.data)))
events.addEventListener("open", () => setLive(true))
events.addEventListener("error", () => setLive(false))
