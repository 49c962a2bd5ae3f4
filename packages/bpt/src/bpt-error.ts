// The one error of this package: a code to choose by, a sentence for a person, and the byte where it happened.

export type BptErrorCode =
  | "not-a-package"
  | "broken-zlib"
  | "no-template"
  | "malformed"
  | "truncated"
  | "trailing-bytes"
  | "unsupported"
  | "duplicate-key"
  | "too-large"
  | "too-deep"
  | "too-many-values"
  | "bad-stored-text"
  | "bad-plain-value"
  | "no-such-path";

export class BptError extends Error {
  override readonly name = "BptError";
  readonly code: BptErrorCode;
  /** Byte of the unpacked data, or null where the fault has no place in it. */
  readonly at: number | null;

  constructor(code: BptErrorCode, sentence: string, at: number | null = null, options?: ErrorOptions) {
    super(at === null ? `${sentence}.` : `${sentence}, at byte ${at}.`, options);
    this.code = code;
    this.at = at;
  }
}
