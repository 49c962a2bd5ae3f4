// What every method that takes the address of a handler may answer.
import type { ErrorReasons } from "../method.ts";

export const handlerErrors = {
  "handler-protocol-unsupported": "An address is neither `http` nor `https`.",
  "handler-url-wrong": "An address is missing, malformed, longer than 2048 characters, or not one that the portal calls.",
} satisfies ErrorReasons;
