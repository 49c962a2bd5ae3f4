// The command line: one program, one file a command.
import { createRequire } from "node:module";
import { Command } from "commander";
import { appCommand } from "./app.ts";
import { automationCommand } from "./automation.ts";
import { finish, sentenceOf } from "./command.ts";
import { documentCommand } from "./document.ts";
import { documentTypeCommand, pipelineCommand, stageCommand } from "./document-type.ts";
import { driveCommand } from "./drive.ts";
import { fieldCommand } from "./field.ts";
import { globalCommand } from "./global.ts";
import { mailCommand } from "./mail.ts";
import { portalCommand } from "./portal.ts";
import { recordCommand } from "./record.ts";
import { serveCommand } from "./serve.ts";
import { templateCommand } from "./template.ts";
import { tokenCommand } from "./token.ts";
import { signInLinkCommand, userCommand } from "./user.ts";
import { webhookCommand } from "./webhook.ts";
import { workflowCommand } from "./workflow.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };
const program = new Command("kontor")
  .version(version)
  .description("Self-hosted business-process automation server")
  .showHelpAfterError("(kontor help shows all commands)");

for (const command of [
  serveCommand(),
  templateCommand(),
  workflowCommand(),
  automationCommand(),
  globalCommand(),
  mailCommand(),
  recordCommand(),
  driveCommand(),
  portalCommand(),
  documentTypeCommand(),
  documentCommand(),
  pipelineCommand(),
  stageCommand(),
  fieldCommand(),
  appCommand(),
  webhookCommand(),
  tokenCommand(),
  userCommand(),
  signInLinkCommand(),
]) {
  program.addCommand(command);
}

finish(program);

// `kontor workflow list | head`: who reads has enough. What the command has to do goes on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === null) console.error(error);
  else console.error(`kontor: ${sentence}`);
  process.exitCode = 1;
}
