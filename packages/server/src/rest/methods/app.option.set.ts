import { optionSet } from "./option-methods.ts";

export const appOptionSet = optionSet("app");
