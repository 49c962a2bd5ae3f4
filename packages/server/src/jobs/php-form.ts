// Nested plain data as a form body, the way PHP clients read it: `a[b][0]=1`, percent-encoded by PHP's rules, order kept.

/** Booleans are missing on purpose: whether they go as Y and N or as 1 and 0 is the caller's to say. */
export type FormValue = string | number | null | readonly FormValue[] | FormMap;
export type FormMap = { readonly [key: string]: FormValue };

export function phpForm(fields: FormMap): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(fields)) append(pairs, encode(key), value);
  return pairs.join("&");
}

function append(pairs: string[], name: string, value: FormValue): void {
  const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (inner.length > 0) {
    for (const [key, part] of inner) append(pairs, `${name}%5B${encode(key)}%5D`, part);
  } else {
    // PHP would leave an empty array out; here the key stays, since clients ask for it.
    pairs.push(`${name}=${typeof value === "object" ? "" : encode(String(value))}`);
  }
}

const keptByUriEncoding = /%20|[!'()*~]/g;

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(keptByUriEncoding, (found) =>
    found === "%20" ? "+" : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
