/** One frame of a WebSocket as the service sends it: unmasked, never fragmented (RFC 6455 §5.2). */
export interface WireFrame {
  readonly isText: boolean
  readonly payload: Buffer
  /** The frame as it came. */
  readonly bytes: Buffer
}

const TEXT = 0x1
const FINAL_TEXT = 0x81

/** Cuts the service's side of a WebSocket into frames. */
export class LiveStream {
  #rest: Buffer = Buffer.alloc(0)

  /** The frames that are complete with this chunk. */
  take(chunk: Buffer): WireFrame[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const frames: WireFrame[] = []
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): WireFrame | undefined {
    const head = headOf(this.#rest)
    if (head === undefined || this.#rest.length < head.size + head.length) return undefined
    const end = head.size + head.length
    const bytes = this.#rest.subarray(0, end)
    this.#rest = this.#rest.subarray(end)
    return { isText: head.isText, payload: bytes.subarray(head.size), bytes }
  }
}

function headOf(bytes: Buffer): { isText: boolean; size: number; length: number } | undefined {
  if (bytes.length < 2) return undefined
  const isText = (bytes.readUInt8(0) & 0x0f) === TEXT
  const short = bytes.readUInt8(1) & 0x7f
  if (short < 126) return { isText, size: 2, length: short }
  if (short === 126)
    return bytes.length < 4 ? undefined : { isText, size: 4, length: bytes.readUInt16BE(2) }
  if (bytes.length < 10) return undefined
  return { isText, size: 10, length: Number(bytes.readBigUInt64BE(2)) }
}

/** A text frame as a service sends it. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text, "utf8")
  return Buffer.concat([lengthHead(payload.length), payload])
}

function lengthHead(length: number): Buffer {
  if (length < 126) return Buffer.from([FINAL_TEXT, length])
  if (length < 0x10000) return Buffer.from([FINAL_TEXT, 126, length >> 8, length & 0xff])
  const head = Buffer.alloc(10)
  head.writeUInt8(FINAL_TEXT, 0)
  head.writeUInt8(127, 1)
  head.writeBigUInt64BE(BigInt(length), 2)
  return head
}
