import { inflateSync } from "node:zlib"
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js"
import { describe, expect, test } from "vitest"
import { type Bytes, concat, hex } from "../src/bytes.ts"
import { importSealKey, openContext } from "../src/seal.ts"
import { verifies } from "../src/sign.ts"
import { isSafeExchangeKey } from "../src/weak-points.ts"
import { list, readJson, unhex } from "./vector-files.ts"

type Case = {
  readonly tcId: number
  readonly result: "valid" | "invalid" | "acceptable"
  readonly [field: string]: unknown
}
type Group = {
  readonly type: string
  readonly tests: readonly Case[]
  readonly publicKey?: { readonly pk: string }
  readonly keySize?: number
  readonly tagSize?: number
  readonly ivSize?: number
}
type File = { readonly numberOfTests: number; readonly testGroups: readonly Group[] }

/** Resolves to what came out, or to "invalid". */
type Check = (test: Case, group: Group) => Promise<"valid" | "invalid">

const FOLDER = "third-party/wycheproof"
const subtle = crypto.subtle

function field(test: Case, name: string): string {
  return String(test[name] ?? "")
}

function bytes(test: Case, name: string): Bytes {
  return unhex(field(test, name))
}

function sameAs(expected: string, got: Uint8Array): "valid" | "invalid" {
  return hex(got) === expected ? "valid" : "invalid"
}

async function hkdf(test: Case): Promise<Bytes> {
  const key = await subtle.importKey("raw", bytes(test, "ikm"), "HKDF", false, ["deriveBits"])
  const salt = bytes(test, "salt")
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info: bytes(test, "info") }
  return new Uint8Array(await subtle.deriveBits(algorithm, key, Number(field(test, "size")) * 8))
}

async function pbkdf2(test: Case): Promise<Bytes> {
  const key = await subtle.importKey("raw", bytes(test, "password"), "PBKDF2", false, [
    "deriveBits",
  ])
  const iterations = Number(field(test, "iterationCount"))
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: bytes(test, "salt"), iterations }
  return new Uint8Array(await subtle.deriveBits(algorithm, key, Number(field(test, "dkLen")) * 8))
}

async function aesGcm(test: Case): Promise<Bytes> {
  const key = await subtle.importKey("raw", bytes(test, "key"), "AES-GCM", false, ["decrypt"])
  const additionalData = bytes(test, "aad")
  const algorithm = { name: "AES-GCM", iv: bytes(test, "iv"), additionalData }
  const sealed = concat(bytes(test, "ct"), bytes(test, "tag"))
  return new Uint8Array(await subtle.decrypt(algorithm, key, sealed))
}

async function x25519(test: Case): Promise<Bytes> {
  const head = unhex("302e020100300506032b656e04220420")
  const sk = concat(head, bytes(test, "private"))
  const key = await subtle.importKey("pkcs8", sk, "X25519", false, ["deriveBits"])
  const peer = await subtle.importKey("raw", bytes(test, "public"), "X25519", false, [])
  return new Uint8Array(await subtle.deriveBits({ name: "X25519", public: peer }, key, 256))
}

/** What must come out of each type of group. An engine that throws says "invalid". */
const CHECKS: Record<string, Check> = {
  AeadTest: async (test) => sameAs(field(test, "msg"), await aesGcm(test)),
  HkdfTest: async (test) => sameAs(field(test, "okm"), await hkdf(test)),
  PbkdfTest: async (test) => sameAs(field(test, "dk"), await pbkdf2(test)),
  async XdhComp(test) {
    const isSafe = isSafeExchangeKey(bytes(test, "public"))
    if (/^0+$/.test(field(test, "shared"))) return isSafe ? "invalid" : "valid"
    return isSafe ? sameAs(field(test, "shared"), await x25519(test)) : "invalid"
  },
  async EddsaVerify(test, group) {
    const pk = unhex(group.publicKey?.pk ?? "")
    return (await verifies(pk, bytes(test, "sig"), bytes(test, "msg"))) ? "valid" : "invalid"
  },
  async ChunkedEncryption(test) {
    const k = await importSealKey(bytes(test, "key"))
    const sealed = new Uint8Array(inflateSync(bytes(test, "ct")))
    const opened = await openContext(k, bytes(test, "ctx"), sealed)
    const digest = new Uint8Array(await subtle.digest("SHA-512", opened))
    return sameAs(field(test, "msgSha512"), digest)
  },
  async MLKEMTest(test) {
    const { secretKey } = ml_kem768.keygen(bytes(test, "seed"))
    return sameAs(field(test, "K"), ml_kem768.decapsulate(bytes(test, "c"), secretKey))
  },
  async MLKEMKeyGen(test) {
    const { publicKey, secretKey } = ml_kem768.keygen(bytes(test, "seed"))
    const isSame = hex(publicKey) === field(test, "ek") && hex(secretKey) === field(test, "dk")
    return isSame ? "valid" : "invalid"
  },
  async MLKEMEncapsTest(test) {
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(bytes(test, "ek"), bytes(test, "m"))
    const isSame = hex(cipherText) === field(test, "c") && hex(sharedSecret) === field(test, "K")
    return isSame ? "valid" : "invalid"
  },
  async MLKEMDecapsValidationTest(test) {
    return sameAs(field(test, "K"), ml_kem768.decapsulate(bytes(test, "c"), bytes(test, "dk")))
  },
}

/** The protocol uses AES-GCM with 256-bit keys, 96-bit nonces and 128-bit tags only. */
function isOutOfScope(group: Group): boolean {
  const { type, keySize, ivSize, tagSize } = group
  return type === "AeadTest" && (keySize !== 256 || ivSize !== 96 || tagSize !== 128)
}

/** Runs a group and tells how many tests it has. */
async function runGroup(name: string, group: Group): Promise<number> {
  const check = CHECKS[group.type]
  if (!check) throw new Error(`no check for groups of type ${group.type}`)
  for (const each of isOutOfScope(group) ? [] : group.tests) {
    const outcome = await check(each, group).catch(() => "invalid")
    const expected = each.result === "acceptable" ? "valid" : each.result
    expect(outcome, `${name} ${each.tcId}`).toBe(expected)
  }
  return group.tests.length
}

describe("wycheproof", () => {
  const files = list(FOLDER, "json")

  test("has files", () => {
    expect(files.length).toBeGreaterThan(0)
  })

  test.each(files)("%s", async (name) => {
    const { numberOfTests, testGroups } = readJson(`${FOLDER}/${name}`) as File
    const ran = await Promise.all(testGroups.map((group) => runGroup(name, group)))
    expect(ran.reduce((sum, count) => sum + count, 0)).toBe(numberOfTests)
  })
})
