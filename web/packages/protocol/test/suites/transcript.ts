import { hex } from "../../src/bytes.ts"
import type { LaneMessage } from "../../src/lane.ts"
import { LaneTracker } from "../../src/lanes.ts"
import type { Fields } from "../fields.ts"
import { plain, type Run } from "./suite.ts"

type Step = {
  readonly message: LaneMessage
  readonly isSignal: boolean
  readonly time: number
  readonly now: number
  readonly isSeen: boolean
}

function readStep(step: Fields): Step {
  const kind = step.number("sender_kind")
  const heads = step.objects("heads").map((head) => ({
    lane: head.bytes("lane"),
    seq: head.number("seq"),
    hash: head.bytes("hash"),
  }))
  const message: LaneMessage = {
    lane: step.bytes("lane"),
    seq: step.number("seq"),
    hash: step.bytes("hash"),
    prev: step.bytes("prev"),
    g: step.number("g"),
    dir: kind === 0 ? "to-workspace" : "to-visitor",
    senderKind: kind === 0 ? "visitor" : "member",
    senderId: step.bytes("sender_id"),
    heads,
    position: step.number("position"),
  }
  const isSignal = step.number("type") === 1
  const [time, now] = [step.number("time"), step.number("now")]
  return { message, isSignal, time, now, isSeen: step.flag("seen") }
}

function take(tracker: LaneTracker, { message, isSignal, time, now, isSeen }: Step): string {
  if (!isSignal) return tracker.judge(message).verdict
  const verdict = tracker.judgeSignal({ ...message, time }, now)
  if (verdict === "accepted") tracker.noteSignal(message.heads, message.dir, isSeen)
  return verdict
}

export const transcript: Record<string, Run> = {
  async transcript(input) {
    const tracker = new LaneTracker()
    const ownLane = input.bytes("own_lane")
    const verdicts = input.objects("steps").map((step) => take(tracker, readStep(step)))
    const order = tracker.order()
    const byPlace = order.toSorted(
      (a, b) => hex(a.lane).localeCompare(hex(b.lane)) || a.seq - b.seq,
    )
    return {
      verdicts,
      missing: plain(tracker.missingRanges()),
      forks: plain(tracker.forks()),
      order: order.map((message) => hex(message.hash)),
      heads: plain(tracker.heads(ownLane)),
      delivery: byPlace.map((message) => ({
        lane: hex(message.lane),
        seq: message.seq,
        level: tracker.delivery(message),
      })),
    }
  },
}
