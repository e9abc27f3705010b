import { type Release, readRelease } from "@aside/api"
import { Spinner } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { useEffect } from "preact/hooks"
import { connection } from "../connection.ts"
import { useDesk } from "../desk/desk.ts"
import { sayFailure } from "../plain-words.ts"
import { CopyBlock } from "./copy-block.tsx"
import { SiteCheck } from "./site-check.tsx"
import { dnsRecordOf, snippetOf } from "./snippet.ts"

/** Snippet, DNS record and the check. */
export function SiteSetup(): VNode {
  const workspace = useDesk().workspace.value.id
  const release = useSignal<Release | undefined>(undefined)
  const problem = useSignal("")
  useEffect(() => {
    readRelease(connection).then(
      (found) => {
        release.value = found
      },
      (error: unknown) => {
        problem.value = sayFailure(error)
      },
    )
  }, [release, problem])
  return (
    <div class="site-setup">
      {problem.value !== "" && (
        <p class="callout callout-danger" role="alert">
          {problem.value}
        </p>
      )}
      {release.value === undefined && problem.value === "" && <Spinner />}
      {release.value !== undefined && (
        <CopyBlock
          label="Snippet"
          text={snippetOf(release.value, workspace, location.origin)}
          testId="snippet"
        />
      )}
      <p class="soft small">
        The snippet holds the fingerprints of the chat's code and of your workspace's keys. If the
        service ever hands out anything else, your visitors' browsers refuse it.
      </p>
      <CopyBlock
        label="DNS record (optional, lets anyone check the keys)"
        text={dnsRecordOf(workspace)}
        testId="dns-record"
      />
      <SiteCheck />
    </div>
  )
}
