// What methods are given to work with. Built once in main.ts; a method reaches nothing that is not listed here.
import type { Runtime } from "../operations/runtime.ts";

export interface Services {
  readonly runtime: Runtime;
}
