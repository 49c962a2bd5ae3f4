// Which currencies there are.

const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** An ISO 4217 code, in capitals. */
export function isCurrency(code: string): boolean {
  return codes.has(code);
}
