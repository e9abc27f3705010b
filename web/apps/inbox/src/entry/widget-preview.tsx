import { Avatar, IconChat, IconForward } from "@aside/ui"
import type { VNode } from "preact"
import type { Look } from "../account/look.ts"
import { textOn } from "./accent.ts"

/** A picture of the widget's first page; nothing in it can be used. */
export function WidgetPreview({
  workspace,
  accent,
  greeting,
  replyHint,
}: Look & { workspace: string }): VNode {
  const colours = { backgroundColor: accent, color: textOn(accent) }
  return (
    <div class="preview" aria-hidden="true">
      <div class="preview-panel">
        <div class="preview-head" style={colours}>
          <Avatar name={workspace} />
          <p class="preview-name" dir="auto">
            {workspace}
          </p>
          <p class="preview-greeting" dir="auto">
            {greeting}
          </p>
        </div>
        <div class="preview-card">
          <span>
            <strong>Send us a message</strong>
            <span class="soft small" dir="auto">
              {replyHint}
            </span>
          </span>
          <IconForward />
        </div>
      </div>
      <div class="preview-launcher" style={colours}>
        <IconChat />
      </div>
    </div>
  )
}
