/** Limits of `spec/protocol.md §1.3`. Bytes unless said otherwise. */
export const OBJECT_MAX = 65_536
export const BODY_MAX = 32_768
/** Entries of a roster. */
export const MEMBERS_MAX = 500
/** Identity issuers of a roster. */
export const ISSUERS_MAX = 8
/** Heads of a message. */
export const HEADS_MAX = 32
/** Root links of a bundle. */
export const LINKS_MAX = 64
/** Unlock methods of an account. */
export const METHODS_MAX = 8
/** Wraps of an epoch: every member and recovery. */
export const WRAPS_MAX = 501
export const NAME_MAX = 64
export const TEXT_MAX = 1_024
export const LOCALE_MAX = 35
export const ORIGIN_MAX = 255
/** Locales of an appearance. */
export const LOCALES_MAX = 32
/** Origins of an appearance. */
export const ORIGINS_MAX = 32
/** Extensions of an appearance. */
export const EXTENSIONS_MAX = 16

/** One day in milliseconds. */
export const DAY = 86_400_000
/** Longest life of an epoch, in days. */
export const EPOCH_DAYS_MAX = 90
/** Tolerated difference of clocks, in milliseconds. */
export const CLOCK_LEEWAY: number = DAY
/** Oldest signal that is still shown, in milliseconds. */
export const SIGNAL_AGE_MAX = 300_000
/** Age at which a generation is replaced, in milliseconds (§5.3). */
export const GENERATION_AGE_MAX: number = 7 * DAY
/** Delay of a root link signed by the recovery key, in milliseconds (§4.2). */
export const RECOVERY_DELAY: number = 7 * DAY

/** Sizes of keys and parts that never vary. */
export const HASH_SIZE = 32
export const SIGNATURE_SIZE = 64
export const KEM_PUBLIC_SIZE = 1_216
export const KEM_ENC_SIZE = 1_120
/** What {@link HASH_SIZE} bytes weigh when sealed: salt, commitment, bytes and tag (§2.2). */
export const SEALED_KEY_SIZE: number = 24 + 32 + 32 + 16
