import { optionGet } from "./option-methods.ts";

export const appOptionGet = optionGet("app");
