import { Avatar } from "@aside/ui"
import type { VNode } from "preact"
import { type RosterMember, useDesk } from "../desk/desk.ts"

const ROLE_TEXT: Record<RosterMember["role"], string> = {
  owner: "Owner",
  admin: "Admin",
  agent: "Agent",
  bot: "Bot",
}

function groups(text: string): string {
  return text.match(/.{1,4}/gu)?.join(" ") ?? ""
}

function MemberRow({ member, name }: { member: RosterMember; name: string }): VNode {
  return (
    <li class="card-row" data-testid="member-row">
      <Avatar name={name} seed={member.id} />
      <div class="card-row-main">
        <p>
          <span dir="auto">{name}</span>
          {member.self && <span class="soft"> (you)</span>}
        </p>
        <p class="soft small">
          Fingerprint <span class="mono breakable">{groups(member.id.slice(3))}</span>
        </p>
      </div>
      <span class="tag">{ROLE_TEXT[member.role]}</span>
    </li>
  )
}

/** Name, id and members of the workspace. */
export function WorkspacePage(): VNode {
  const desk = useDesk()
  const workspace = desk.workspace.value
  return (
    <>
      <section class="card card-body">
        <h3>{workspace.name}</h3>
        <p class="soft small">Workspace id. It stands in your snippet and pins every key.</p>
        <p class="mono small breakable" data-testid="workspace-id">
          {workspace.id}
        </p>
      </section>
      <section>
        <h3 class="section-title">Members</h3>
        <ul class="card" data-testid="member-list">
          {workspace.members.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              name={member.self ? desk.name : ROLE_TEXT[member.role]}
            />
          ))}
        </ul>
        <p class="soft small section-note">
          Member list number {workspace.rosterNumber}, signed by the owner.
        </p>
      </section>
    </>
  )
}
