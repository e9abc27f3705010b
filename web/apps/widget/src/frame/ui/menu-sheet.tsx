import { IconArchive, IconChat, IconLock, IconOut } from "@aside/ui"
import type { ComponentChildren, VNode } from "preact"
import type { Talk } from "../model.ts"
import type { ScreenProps } from "./app.tsx"
import { Sheet } from "./sheet.tsx"

type MenuProps = ScreenProps & { readonly talk: Talk | undefined }

interface ItemProps {
  readonly testId: string
  readonly onClick: () => void
  readonly children: ComponentChildren
}

function Item({ testId, onClick, children }: ItemProps): VNode {
  return (
    <button type="button" class="menu-item" data-testid={testId} onClick={onClick}>
      {children}
    </button>
  )
}

/** What can be done with a conversation besides writing in it. */
export function MenuSheet({ talk, model, actions }: MenuProps): VNode {
  if (model.sheet.value === "erase" && talk !== undefined) {
    return <EraseSheet talk={talk} model={model} actions={actions} />
  }
  const to = (sheet: "security" | "erase"): void => {
    model.sheet.value = sheet
  }
  const then = (act: () => void) => (): void => {
    model.sheet.value = "none"
    act()
  }
  return (
    <Sheet model={model} title="Options" testId="menu-sheet">
      <div class="menu">
        <Item testId="menu-security" onClick={() => to("security")}>
          <IconLock />
          How this chat is protected
        </Item>
        {talk !== undefined && (
          <>
            <Item testId="menu-new" onClick={then(() => actions.open(null))}>
              <IconChat />
              Start a new conversation
            </Item>
            {!talk.isClosed.value && (
              <Item testId="menu-end" onClick={then(() => actions.end(talk.id))}>
                <IconArchive />
                End this conversation
              </Item>
            )}
            <Item testId="menu-erase" onClick={() => to("erase")}>
              <IconOut />
              Erase from this device
            </Item>
          </>
        )}
      </div>
    </Sheet>
  )
}

function EraseSheet({ talk, model, actions }: ScreenProps & { readonly talk: Talk }): VNode {
  return (
    <Sheet model={model} title="Erase from this device?" testId="erase-sheet">
      <div class="sheet-text">
        <p>
          The messages and their keys are removed from this browser. Nobody can bring them back
          here. {model.face.value.name} keeps its copy.
        </p>
        <div class="sheet-actions">
          <button
            type="button"
            class="button button-danger"
            data-testid="erase-confirm"
            onClick={() => actions.erase(talk.id)}
          >
            Erase
          </button>
          <button
            type="button"
            class="button button-secondary"
            onClick={() => {
              model.sheet.value = "none"
            }}
          >
            Keep
          </button>
        </div>
      </div>
    </Sheet>
  )
}
