import { optionSet } from "./option-methods.ts";

export const userOptionSet = optionSet("user");
