/** What to look for inside one document. Open shadow roots are searched too. */
export type Locator =
  | { readonly testId: string }
  /** The innermost elements whose trimmed text is exactly `text`, or contains it if `exact` is false. */
  | { readonly text: string; readonly exact?: boolean }
  /** By ARIA role, explicit or implied by the tag, and accessible name. */
  | { readonly role: string; readonly name?: string }
  | { readonly css: string }

/** The locator in words, for messages. */
export function describe(locator: Locator): string {
  if ("testId" in locator) return `[data-testid=${locator.testId}]`
  if ("text" in locator) return `text “${locator.text}”`
  if ("css" in locator) return locator.css
  return locator.name === undefined ? locator.role : `${locator.role} “${locator.name}”`
}

/**
 * Runs inside the page: every element that matches, in document order.
 *
 * Self-contained, because it is sent over as source.
 */
export function findInDocument(locator: Locator, visibleOnly: boolean): Element[] {
  const implied: Record<string, string> = {
    alert: "[role=alert]",
    article: "article",
    banner: "body > header",
    button: "button, summary, input[type=button], input[type=submit]",
    checkbox: "input[type=checkbox]",
    combobox: "select",
    dialog: "dialog",
    form: "form",
    heading: "h1, h2, h3, h4, h5, h6",
    img: "img[alt]:not([alt=''])",
    link: "a[href]",
    list: "ul, ol",
    listitem: "li",
    main: "main",
    navigation: "nav",
    option: "option",
    progressbar: "progress",
    radio: "input[type=radio]",
    region: "section[aria-label], section[aria-labelledby]",
    searchbox: "input[type=search]",
    status: "output",
    table: "table",
    textbox:
      "textarea, input:not([type]), input[type=text], input[type=email], input[type=password], input[type=url], input[type=tel]",
  }
  const squeeze = (text: string | null | undefined) => (text ?? "").replace(/\s+/g, " ").trim()

  const nameOf = (element: Element): string => {
    const root = element.getRootNode() as Document | ShadowRoot
    const labelled = element.getAttribute("aria-labelledby")
    if (labelled !== null) {
      const parts = labelled.split(/\s+/).map((id) => squeeze(root.getElementById(id)?.textContent))
      return squeeze(parts.join(" "))
    }
    const label = element.getAttribute("aria-label")
    if (label !== null) return squeeze(label)
    const labels = (element as HTMLInputElement).labels
    if (labels?.[0]) return squeeze(labels[0].textContent)
    const fallback = element.getAttribute("alt") ?? squeeze(element.textContent)
    return squeeze(
      fallback ||
        element.getAttribute("title") ||
        element.getAttribute("placeholder") ||
        element.getAttribute("value"),
    )
  }

  const matches = (element: Element): boolean => {
    if ("testId" in locator) return element.getAttribute("data-testid") === locator.testId
    if ("css" in locator) return element.matches(locator.css)
    if ("text" in locator) {
      const has = (candidate: Element) => {
        const text = squeeze(candidate.textContent)
        return locator.exact === false ? text.includes(locator.text) : text === locator.text
      }
      return (
        !element.matches("script, style, head, head *") &&
        has(element) &&
        ![...element.children].some(has)
      )
    }
    const explicit = element.getAttribute("role")
    const fits =
      explicit === null
        ? element.matches(implied[locator.role] ?? ":not(*)")
        : explicit === locator.role
    return fits && (locator.name === undefined || nameOf(element) === locator.name)
  }

  const visible = (element: Element): boolean => {
    const box = element.getBoundingClientRect()
    if (box.width === 0 || box.height === 0) return false
    return element.checkVisibility({ visibilityProperty: true })
  }

  const found: Element[] = []
  const walk = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll("*")) {
      if (matches(element) && (!visibleOnly || visible(element))) found.push(element)
      if (element.shadowRoot !== null) walk(element.shadowRoot)
    }
  }
  walk(document)
  return found
}
