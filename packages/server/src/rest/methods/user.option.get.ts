import { optionGet } from "./option-methods.ts";

export const userOptionGet = optionGet("user");
