// Arguments of the scripts; one that is not known is told in a line, with how the script is called.
import { type ParseArgsConfig, parseArgs } from "node:util";

export function argumentsOr<const Config extends ParseArgsConfig>(usage: string, config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}
