// A number as PHP's serialize writes a float: the fewest digits that read back as the same number.

/** `1` `0.1` `1.0E+25` `-0` `INF`: digits in full from 0.0001 up to 17 before the point, else an exponent. */
export function phpFloatText(value: number): string {
  if (Number.isNaN(value)) return "NAN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}INF`;
  const [mantissa = "0", exponentText = "0"] = size.toExponential().split("e");
  const exponent = Number(exponentText);
  const digits = mantissa.replace(".", "");
  if (exponent < -4 || exponent >= 17) {
    return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const fraction = digits.slice(exponent + 1);
  return `${sign}${digits.slice(0, exponent + 1).padEnd(exponent + 1, "0")}${fraction === "" ? "" : `.${fraction}`}`;
}
